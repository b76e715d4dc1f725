import { isExportedTo, isExportedToAll } from "../objects/exports";
import { type KubernetesObject } from "../objects/kubernetes-object";
import { oncePerStack } from "../objects/once-per-stack";
import { type StackView } from "../objects/stack-view";
import { sidecarsFor } from "./sidecar-scope";

/**
 * Whether the sidecars of some namespace know both of two ServiceEntries: both are exported to it, and its Sidecars let
 * them know both. Of a namespace that the stack does not show, exports alone tell.
 */
export function knownTogether(
  a: KubernetesObject,
  b: KubernetesObject,
  view: StackView,
  rootNamespace: string,
): boolean {
  const namespaces = new Set([a.namespace, b.namespace, ...namespacesOf(view), ...exportedTo(a), ...exportedTo(b)]);
  return [...namespaces].some((namespace) => {
    if (!isExportedTo(a, namespace) || !isExportedTo(b, namespace)) return false;
    const sidecars = sidecarsFor(view, namespace, rootNamespace);
    // Pods that no Sidecar is for know everything.
    if (!sidecars.some(({ isForAll }) => isForAll)) return true;
    const knows = (entry: KubernetesObject) => (sidecar: (typeof sidecars)[number]) =>
      entry.spec
        .at("hosts")
        .texts()
        .some((host) => sidecar.shows({ host, namespace: entry.namespace, port: undefined }, namespace));
    return sidecars.some((sidecar) => knows(a)(sidecar) && knows(b)(sidecar));
  });
}

const namespacesOf = oncePerStack((view) => new Set(view.workloads.map(({ namespace }) => namespace)));

/** The namespaces that an entry names itself. */
function exportedTo(entry: KubernetesObject): string[] {
  return isExportedToAll(entry)
    ? []
    : entry.spec
        .at("exportTo")
        .texts()
        .filter((to) => to !== "." && to !== "~");
}
