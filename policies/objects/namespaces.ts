import { ISTIO_NAMESPACE } from "../../mesh/istio/istio-namespace";
import { texts } from "../engine/settings";
import { findKnown } from "../resources/subject";
import { NotKnown } from "../resources/value";
import { type KubernetesObject } from "./kubernetes-object";
import { Release } from "./release";
import { type StackView } from "./stack-view";
import { type Workload } from "./workload";

/** The setting of policies that are about applications' namespaces only. */
export const exemptNamespaces = texts(
  [ISTIO_NAMESPACE, "kube-system"],
  "Namespaces that hold no workloads of the mesh.",
);

/** The stack's objects for a namespace: itself, and patches of it. */
export function namespaceObjects(view: StackView, name: string): readonly KubernetesObject[] {
  return view.namespacesNamed(name);
}

/**
 * Nothing can be said to be missing from a namespace into which Helm installs what the stack does not show.
 *
 * @throws NotKnown if there is such a release
 */
export function demandToSeeAll(view: StackView, namespace: string): void {
  const [release] = findKnown(
    view.releases.filter(({ isOpaque }) => isOpaque),
    (one) => one.namespace === namespace,
  );
  if (release) throw new NotKnown(`what ${release.title} installs in namespace ${namespace}`, "is not shown");
}

/** What runs in namespaces: workloads that are not Istio's own, and the releases that may bring some. */
export function tenants(view: StackView): (Workload | Release)[] {
  const applications = view.workloads.filter((workload) => !workload.isControlPlane);
  return [...applications, ...view.releases.filter(({ isOpaque }) => isOpaque)];
}

/** Whether it is a gateway: those are there to be called by anyone, by the protocols that Gateway objects name. */
export function isGateway(tenant: Workload | Release): boolean {
  return !(tenant instanceof Release) && tenant.isGateway;
}

/**
 * Whether pods with certain labels, or all of a namespace, are kept from having sidecars (istiod's mutating webhook).
 */
export function hasSidecarsOff(
  namespace: readonly KubernetesObject[],
  podLabels: Readonly<Record<string, string>> = {},
): boolean {
  return podLabels["sidecar.istio.io/inject"] === "false" || labelOf(namespace, "istio-injection") === "disabled";
}

/** Whether its pods are in the ambient mesh, which needs no sidecars. */
export function isAmbient(namespace: readonly KubernetesObject[]): boolean {
  return labelOf(namespace, "istio.io/dataplane-mode") === "ambient";
}

/** A label of a namespace, in whichever of its objects it stands. */
export function labelOf(namespace: readonly KubernetesObject[], name: string): string | undefined {
  return namespace.map(({ labels }) => labels[name]).find((value) => value !== undefined);
}

/** Whether a pod gets a sidecar by its own label, in a namespace without labels (istiod's mutating webhook). */
export function asksForSidecar({ podLabels }: Workload): boolean {
  return podLabels["sidecar.istio.io/inject"] === "true" || podLabels["istio.io/rev"] !== undefined;
}
