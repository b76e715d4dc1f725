import { CANARY, DESTINATION_RULE, ROLLOUT, VIRTUAL_SERVICE } from "../objects/kinds";
import { type KubernetesObject } from "../objects/kubernetes-object";
import { oncePerStack } from "../objects/once-per-stack";
import { type StackView } from "../objects/stack-view";
import { KeyedItems } from "../resources/keyed-items";
import { type Place } from "../resources/value";
import { canaryName } from "./canary";
import { type ControlledField } from "./controlled-field";

/** The fields of a VirtualService or DestinationRule that are set by whoever rolls a version out. */
export function routedFields(object: KubernetesObject, view: StackView): ControlledField[] {
  const { isEmpty, lookup } = deliveries(view);
  if (isEmpty) return [];
  return lookup.find(keyOf(object.kind, object.namespace, object.name)).map((by) => {
    // Flagger writes the whole of what has the name of its own.
    if (by.is(CANARY)) return { path: "spec", places: [object.spec], by: by.title };
    return object.is(VIRTUAL_SERVICE) ? weights(object, by) : subsetLabels(object, by);
  });
}

/** The Rollouts and Canaries of a stack by what they write. */
const deliveries = oncePerStack((view) => {
  const all = [...view.ofKind(ROLLOUT), ...view.ofKind(CANARY)];
  return {
    isEmpty: all.length === 0,
    lookup: new KeyedItems(all, (one) => (one.is(CANARY) ? madeBy(one) : namedBy(one))),
  };
});

/** docs.flagger.app, Istio Canary Deployments: a VirtualService, and a DestinationRule for either version. */
function madeBy(canary: KubernetesObject): string[] {
  const name = canaryName(canary);
  if (name === undefined) return [];
  return [
    keyOf(VIRTUAL_SERVICE.kind, canary.namespace, name),
    ...["-primary", "-canary"].map((suffix) => keyOf(DESTINATION_RULE.kind, canary.namespace, `${name}${suffix}`)),
  ];
}

function namedBy(rollout: KubernetesObject): string[] {
  const rule = trafficOf(rollout).at("destinationRule", "name").text();
  return [
    ...virtualServicesOf(rollout).flatMap((place) => fullKeys(VIRTUAL_SERVICE.kind, place.at("name").text(), rollout)),
    ...fullKeys(DESTINATION_RULE.kind, rule, rollout),
  ];
}

/** The weights of the routes that a Rollout names, or of all (argo-rollouts, Traffic Management, Istio). */
function weights(object: KubernetesObject, rollout: KubernetesObject): ControlledField {
  const own = keyOf(object.kind, object.namespace, object.name);
  const named = virtualServicesOf(rollout)
    .filter((place) => fullKeys(object.kind, place.at("name").text(), rollout).includes(own))
    .flatMap((place) => place.at("routes").texts());
  const places = ["http", "tls", "tcp"]
    .flatMap((protocol) => object.spec.at(protocol).items())
    .filter((route) => named.length === 0 || named.includes(route.at("name").text() ?? ""))
    .flatMap((route) => route.at("route").items())
    .map((destination) => destination.at("weight"))
    .filter((weight) => !weight.isAbsent);
  return { path: "spec.http[*].route[*].weight", places, by: rollout.title };
}

/** A Rollout adds a label to the subsets of the DestinationRule that it names, with the hash of their pods. */
function subsetLabels({ spec }: KubernetesObject, rollout: KubernetesObject): ControlledField {
  const places = spec
    .at("subsets")
    .items()
    .map((subset) => subset.at("labels"));
  return { path: "spec.subsets[*].labels", places, by: rollout.title };
}

function virtualServicesOf(rollout: KubernetesObject): Place[] {
  const traffic = trafficOf(rollout);
  return [traffic.at("virtualService"), ...traffic.at("virtualServices").items()];
}

function trafficOf({ spec }: KubernetesObject): Place {
  return spec.at("strategy", "canary", "trafficRouting", "istio");
}

/** A name may have its namespace behind a dot. */
function fullKeys(kind: string, text: string | undefined, { namespace: own }: KubernetesObject): string[] {
  if (text === undefined) return [];
  const [name = "", namespace = own] = text.split(".");
  return [keyOf(kind, namespace, name)];
}

function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind} ${namespace}/${name}`;
}
