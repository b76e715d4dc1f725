import { type KubernetesObject } from "../objects/kubernetes-object";
import { oncePerStack } from "../objects/once-per-stack";
import { type Release } from "../objects/release";
import { type StackView } from "../objects/stack-view";
import { type Labelled, selects } from "../objects/workload";
import { findKnown } from "../resources/subject";
import { ifKnown } from "./if-known";

type Labels = Readonly<Record<string, string>>;

/**
 * The pods of gateways that have all labels of some selectors, in whatever namespace they are (istio.io,
 * Gateway.selector).
 */
export function gatewayPodsWith(view: StackView, ...selectors: readonly Labels[]): Labelled[] {
  return findKnown(
    gatewayPods(view),
    ({ isGateway, podLabels }) => isGateway && selectors.every((selector) => selects(selector, podLabels)),
  );
}

/**
 * Whether two selectors fit the same pods: all that one asks for the other asks for too, or the stack has a gateway
 * whose pods fit both.
 */
export function selectSamePods(a: Labels, b: Labels, view: StackView): boolean {
  if (Object.keys(a).some((name) => name in b && a[name] !== b[name])) return false;
  return selects(a, b) || selects(b, a) || gatewayPodsWith(view, a, b).length > 0;
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
      return release.isGateway;
    },
    get namespace() {
      return release.namespace;
    },
    get podLabels() {
      return release.gatewayLabels();
    },
  };
}
