import { oncePerStack } from "../objects/once-per-stack";
import { type Sidecar } from "../objects/sidecar";
import { type StackView } from "../objects/stack-view";
import { KeyedItems } from "../resources/keyed-items";

/**
 * The Sidecar objects that decide what sidecars of a namespace know: those for some of its pods, and the one for all,
 * for which the root namespace's stands in (istio.io, Sidecar). Gateways follow none.
 */
export function sidecarsFor(view: StackView, namespace: string, rootNamespace: string): readonly Sidecar[] {
  const own = sidecarsIn(view, namespace);
  if (namespace === rootNamespace || own.some(({ isForAll }) => isForAll)) return own;
  return [...own, ...sidecarsIn(view, rootNamespace).filter(({ isForAll }) => isForAll)];
}

/** The Sidecar objects of a namespace. @throws NotKnown when there is none, and one may be of it */
export function sidecarsIn(view: StackView, namespace: string): readonly Sidecar[] {
  return byNamespace(view).find(namespace);
}

const byNamespace = oncePerStack((view) => new KeyedItems(view.sidecars, ({ object }) => [object.namespace]));
