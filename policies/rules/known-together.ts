import { isExportedTo, isExportedToAll } from "../objects/exports";
import { type KubernetesObject } from "../objects/kubernetes-object";
import { oncePerStack } from "../objects/once-per-stack";
import { type StackView } from "../objects/stack-view";
import { sidecarsFor } from "./sidecar-scope";

/**
 * Whether some sidecars know both of two ServiceEntries: both are exported to their namespace, and its Sidecars let
 * them know both. Of a namespace that the stack does not show, exports alone tell.
 */
export function knownTogether(
  a: KubernetesObject,
  b: KubernetesObject,
  view: StackView,
  rootNamespace: string,
): boolean {
  const [ofA, ofB] = [knowersOf(a, view, rootNamespace), knowersOf(b, view, rootNamespace)];
  const [few, many] = ofA.size <= ofB.size ? [ofA, ofB] : [ofB, ofA];
  return [...few].some((knower) => many.has(knower));
}

/** Who knows an entry: in each namespace the pods that no Sidecar is for, and those of each Sidecar. */
function knowersOf(entry: KubernetesObject, view: StackView, rootNamespace: string): ReadonlySet<string> {
  const kept = knowers(view).get(entry);
  if (kept) return kept;
  const namespaces = isExportedToAll(entry) ? namespacesOf(view) : exportedTo(entry);
  const found = new Set(
    namespaces
      .filter((namespace) => isExportedTo(entry, namespace))
      .flatMap((namespace) => {
        const sidecars = sidecarsFor(view, namespace, rootNamespace);
        const inScope = sidecars.filter((sidecar) =>
          entry.spec
            .at("hosts")
            .texts()
            .some((host) => sidecar.shows({ host, namespace: entry.namespace, port: undefined }, namespace)),
        );
        const scopes = inScope.map(({ resource }) => `${namespace} ${resource.urn}`);
        return sidecars.some(({ isForAll }) => isForAll) ? scopes : [...scopes, namespace];
      }),
  );
  knowers(view).set(entry, found);
  return found;
}

const knowers = oncePerStack(() => new Map<KubernetesObject, ReadonlySet<string>>());

/** Every namespace of which the stack shows that somebody may be in it. */
const namespacesOf = oncePerStack((view) => [
  ...new Set([
    ...view.workloads.map(({ namespace }) => namespace),
    ...view.serviceEntries.flatMap((entry) => [entry.namespace, ...exportedTo(entry)]),
  ]),
]);

/** The namespaces that an entry names. */
function exportedTo(entry: KubernetesObject): string[] {
  const to = entry.spec.at("exportTo").texts();
  return to
    .map((namespace) => (namespace === "." ? entry.namespace : namespace))
    .filter((name) => !/^[~*]$/.test(name));
}
