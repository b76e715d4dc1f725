import { findKnown } from "../resources/subject";
import { SERVICE_ACCOUNT, WORKLOAD_ENTRY, WORKLOAD_GROUP } from "./kinds";
import { type GroupKind, type KubernetesObject } from "./kubernetes-object";
import { type Release } from "./release";
import { type StackView } from "./stack-view";
import { DEFAULT_ACCOUNT } from "./workload";

/**
 * The ServiceAccounts of a namespace that the stack shows: its own, those that its workloads run as and those of
 * Istio's charts. Undefined where others may have some there, too: nothing of the stack runs in it, or Helm installs
 * what the stack does not show.
 *
 * @throws NotKnown when something in it is not known
 */
export function accountsIn(view: StackView, namespace: string): ReadonlySet<string> | undefined {
  const releases = findKnown(view.releases, (release) => release.namespace === namespace);
  const workloads = view.workloadsIn(namespace);
  if (releases.length + workloads.length === 0 || releases.some(({ isOpaque }) => isOpaque)) return undefined;
  return new Set([
    DEFAULT_ACCOUNT,
    ...view.ofKindIn(SERVICE_ACCOUNT, namespace).map(({ name }) => name),
    ...workloads.map(({ serviceAccount }) => serviceAccount),
    ...releases.flatMap(chartAccounts),
    ...view.ofKindIn(WORKLOAD_ENTRY, namespace).flatMap(({ spec }) => spec.at("serviceAccount").text() ?? []),
    ...view
      .ofKindIn(WORKLOAD_GROUP, namespace)
      .flatMap(({ spec }) => spec.at("template", "serviceAccount").text() ?? []),
    ...view.ofKindIn(API_GATEWAY, namespace).flatMap(gatewayAccounts),
  ]);
}

const API_GATEWAY: GroupKind = { group: "gateway.networking.k8s.io", kind: "Gateway" };

/** The account of the pods that istiod makes for a Gateway of the Gateway API: a waypoint's has its name alone. */
function gatewayAccounts({ name, spec }: KubernetesObject): string[] {
  return [name, `${name}-${spec.at("gatewayClassName").text() ?? ""}`];
}

/** The accounts that Istio's charts make (their templates serviceaccount.yaml). */
function chartAccounts(release: Release): string[] {
  switch (release.istioChart) {
    case "gateway":
      return [release.gatewayAccount()];
    case "istiod": {
      const suffix = release.revision === "default" ? "" : `-${release.revision}`;
      return [`istiod${suffix}`, READER];
    }
    case "base":
      return [READER];
    case "cni":
      return ["istio-cni"];
    case "ztunnel":
      return ["ztunnel", release.name];
    default:
      return [];
  }
}

/** The account by which istiods of other clusters read this one. */
const READER = "istio-reader-service-account";
