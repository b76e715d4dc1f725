import { DNS_AUTO_ALLOCATE, DNS_CAPTURE, PROXY_METADATA } from "../../mesh/istio/control-plane";
import { PROXY_CONFIG } from "../objects/kinds";
import { oncePerStack } from "../objects/once-per-stack";
import { type StackView } from "../objects/stack-view";
import { type Release } from "../objects/release";
import { findKnown } from "../resources/subject";
import { type Place } from "../resources/value";

/**
 * Whether sidecars answer DNS themselves and give each ServiceEntry an address of its own, by which they tell TCP apart
 * (istio.io, DNS Proxying). Since 1.25 istiod gives the addresses wherever DNS is captured.
 */
export function givesOwnAddresses(view: StackView, rootNamespace: string): boolean {
  const answers = answersByRoot(view);
  const answer = answers.get(rootNamespace) ?? readAnswer(view, rootNamespace);
  answers.set(rootNamespace, answer);
  return answer;
}

const answersByRoot = oncePerStack(() => new Map<string, boolean>());

function readAnswer(view: StackView, rootNamespace: string): boolean {
  const istiods = findKnown(view.releases, ({ istioChart }) => istioChart === "istiod");
  const defaults = istiods.map(({ values }) => values.at(...PROXY_METADATA));
  const forAll = findKnown(
    view.ofKind(PROXY_CONFIG),
    ({ namespace, spec }) => namespace === rootNamespace && spec.at("selector", "matchLabels").entries().length === 0,
  ).map(({ spec }) => spec.at("environmentVariables"));
  const isOn = (name: string) => [...defaults, ...forAll].some((place) => isTrue(place, name));
  return isOn(DNS_CAPTURE) && (isOn(DNS_AUTO_ALLOCATE) || istiods.every(allocates));
}

function allocates({ values, version = "" }: Release): boolean {
  const [, minor] = /^1\.(\d+)\./.exec(version) ?? [];
  const isNewEnough = minor === undefined || Number(minor) >= 25;
  return isNewEnough && values.at("pilot", "env").textMap()["PILOT_ENABLE_IP_AUTOALLOCATE"] !== "false";
}

function isTrue(place: Place, name: string): boolean {
  return place.textMap()[name] === "true";
}
