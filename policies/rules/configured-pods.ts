import { type Gateway } from "../objects/gateway";
import { type KubernetesObject } from "../objects/kubernetes-object";
import { oncePerStack } from "../objects/once-per-stack";
import { type Release } from "../objects/release";
import { type StackView } from "../objects/stack-view";
import { type Labelled, selects } from "../objects/workload";
import { findKnown } from "../resources/subject";
import { ifKnown } from "./if-known";

/** The pods that a Gateway configures, in whatever namespace they are (istio.io, Gateway.selector). */
export function podsOf(gateway: Gateway, view: StackView): Labelled[] {
  const selector = gateway.selector();
  return findKnown(gatewayPods(view), ({ isGateway, podLabels }) => isGateway && selects(selector, podLabels));
}

/** Whether a Service is before the pods of a gateway, whose ports Gateways open and say the protocol of. */
export function isBeforeGateway({ namespace, spec }: KubernetesObject, view: StackView): boolean {
  const selector = spec.at("selector").textMap();
  if (Object.keys(selector).length === 0) return false;
  return gatewayPods(view).some(
    (pods) =>
      ifKnown(() => pods.namespace === namespace && pods.isGateway && selects(selector, pods.podLabels)) ?? false,
  );
}

/** Pods of gateways, and those of which it is not known whether they are. */
const gatewayPods = oncePerStack((view) =>
  [...view.releases.map(chartPods), ...view.workloads].filter((pods) => ifKnown(() => pods.isGateway) ?? true),
);

/** The pods that Istio's gateway chart makes, which a Release does not show. */
function chartPods(release: Release): Labelled & { readonly isGateway: boolean } {
  return {
    get isGateway() {
      return release.istioChart === "gateway";
    },
    get namespace() {
      return release.namespace;
    },
    get podLabels() {
      return release.gatewayLabels();
    },
  };
}
