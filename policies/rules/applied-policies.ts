import { type GroupKind, type KubernetesObject } from "../objects/kubernetes-object";
import { type StackView } from "../objects/stack-view";
import { selects } from "../objects/workload";
import { findKnown } from "../resources/subject";
import { type Pods } from "./strict-mtls";

/**
 * Istio's policies of a kind for pods: those of their namespace and of the root namespace whose selector fits them
 * (istio.io, Authorization Policy and Request Authentication, selector). One with targetRefs is for gateways of the
 * Gateway API and waypoints, not for sidecars.
 *
 * @throws NotKnown when none is known to be for them, and one might be
 */
export function appliedPolicies(
  view: StackView,
  kind: GroupKind,
  pods: Pods,
  rootNamespace: string,
): KubernetesObject[] {
  const namespaces = new Set([pods.namespace, rootNamespace]);
  return findKnown([...view.ofKindIn(kind, ...namespaces)], ({ spec }) => {
    if (!spec.at("targetRefs").isAbsent || !spec.at("targetRef").isAbsent) return false;
    const selector = spec.at("selector", "matchLabels").textMap();
    return pods.podLabels === undefined ? Object.keys(selector).length === 0 : selects(selector, pods.podLabels);
  });
}

/** What an AuthorizationPolicy does with what its rules are about; ALLOW where it does not say. */
export function actionOf({ spec }: KubernetesObject): string {
  return spec.at("action").text() ?? "ALLOW";
}

/** Whether a policy is only tried out: Istio logs what it would refuse. */
export function isDryRun({ metadata }: KubernetesObject): boolean {
  return metadata.at("annotations").textMap()["istio.io/dry-run"] === "true";
}
