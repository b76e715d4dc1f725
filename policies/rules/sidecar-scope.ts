import { type Sidecar } from "../objects/sidecar";
import { type StackView } from "../objects/stack-view";
import { findKnown } from "../resources/subject";

/**
 * The Sidecar objects that decide what sidecars of a namespace know: those for some of its pods, and the one for all,
 * for which the root namespace's stands in (istio.io, Sidecar). Gateways follow none.
 */
export function sidecarsFor(view: StackView, namespace: string, rootNamespace: string): Sidecar[] {
  const own = findKnown(view.sidecars, ({ object }) => object.namespace === namespace);
  if (own.some(({ isForAll }) => isForAll)) return own;
  const root = findKnown(view.sidecars, ({ object, isForAll }) => object.namespace === rootNamespace && isForAll);
  return [...own, ...root];
}
