import { configPath } from "../config-path";
import { isFields } from "../fields";
import { type ClientTls, destinationRuleSpec } from "./destination-rule";
import { type ForeignService } from "./foreign-service";
import { labelsText } from "./labels";
import { isPulumi, ownerOf } from "./object-owner";
import { comparePlans } from "./read/compare-plans";
import { type MeshObject } from "./read/mesh-object";
import { readDestinationRule } from "./read/read-destination-rule";
import { readPlan, ruleRemarks } from "./read-plan";
import { type TrafficPlan } from "./traffic-plan";

/** What a stack makes for the traffic of a service that others deploy. */
export interface WantedRouting {
  readonly plan: TrafficPlan;
  readonly service: ForeignService;
  /** How its DestinationRule has sidecars connect. */
  readonly tls: ClientTls;
}

/** An object as the API server has it, with who wrote what of it. */
export interface FoundObject extends MeshObject {
  readonly metadata: unknown;
}

/**
 * Why a stack's VirtualService must not take the place of one that is there: what somebody else would write into it, or
 * what it does otherwise with some request. Nothing where no request and nobody would notice.
 *
 * @param rules the DestinationRules of the host that are there and not the stack's
 */
export function virtualServiceObstacles(
  { plan, service, tls }: WantedRouting,
  found: FoundObject,
  rules: readonly FoundObject[],
): string[] {
  const { host, namespace, port } = service;
  const own: MeshObject = {
    kind: "DestinationRule",
    namespace,
    name: plan.service,
    spec: destinationRuleSpec(plan, host, tls, service.versions),
  };
  const place = { name: plan.service, host, namespace, ports: [port] };
  // Its versions are those of the rules that it is in force with.
  const read = readPlan(place, found, rules.length > 0 ? rules : [own]);
  const lost = read.remarks
    .filter(({ kind }) => kind === "lost")
    .map(({ path, text }) => `${configPath(path)} ${text}`);
  return [...writers(found), ...(read.plan ? differences(plan, read.plan) : lost)];
}

/** The same for a DestinationRule. */
export function destinationRuleObstacles({ plan, service, tls }: WantedRouting, found: FoundObject): string[] {
  const { value, remarks } = readDestinationRule(found);
  const { host, namespace } = service;
  const place = { name: plan.service, host, namespace };
  const lost = [...remarks, ...ruleRemarks(place, found)].filter(({ kind }) => kind === "lost");
  const subsets = Object.entries(value.labels).flatMap(([name, labels]) => {
    const own = plan.versions.includes(name) ? (service.versions[name] ?? { version: name }) : undefined;
    if (own && labelsText(own) === labelsText(labels)) return [];
    return [`its subset ${name} has ${labelsText(labels)} and not ${own ? labelsText(own) : "no such version"}`];
  });
  return [
    ...writers(found),
    ...lost.map(({ path, text }) => `${configPath(path)} ${text}`),
    ...subsets,
    ...(value.tls === tls ? [] : [`its TLS mode is ${value.tls ?? "Istio's own"} and not ${tls ?? "Istio's own"}`]),
  ];
}

/** In which way requests would be routed otherwise. What a rule is called is no matter to them. */
function differences(wanted: TrafficPlan, found: TrafficPlan): string[] {
  const rules = found.rules.map((rule, index) => ({ ...rule, name: wanted.rules[index]?.name ?? rule.name }));
  return comparePlans(wanted, { ...found, rules }).map(
    ({ rule, part, wanted: says, found: is }) =>
      `${rule === undefined ? "" : `${rule}: `}${part} ${is ?? "none"} and not ${says ?? "none"}`,
  );
}

/** Who would go on writing an object that a stack takes over. */
function writers({ kind, namespace, name, metadata }: FoundObject): string[] {
  const owner = ownerOf({ kind, metadata: { ...(isFields(metadata) ? metadata : {}), namespace, name } });
  if (owner) return [`it is written by ${owner.who}. ${owner.instead}`];
  const managed = isFields(metadata) ? metadata["managedFields"] : undefined;
  const isOfPulumi = Array.isArray(managed) && managed.some((one) => isFields(one) && isPulumi(String(one["manager"])));
  return isOfPulumi ? ["it is written by Pulumi for another stack, whose config has to leave the service alone"] : [];
}
