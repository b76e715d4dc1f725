import { areSeenTogether } from "../objects/exports";
import { type KubernetesObject } from "../objects/kubernetes-object";

/** Every namespace. */
const ANYWHERE = "*";

/** Whether two of Istio's objects are for the same namespaces. */
export function haveSameExports(a: KubernetesObject, b: KubernetesObject): boolean {
  const [ofA, ofB] = [exportsOf(a), exportsOf(b)];
  return ofA.size === ofB.size && [...ofA].every((name) => ofB.has(name));
}

/**
 * Whether the order of two VirtualServices is left to their age for those in some namespace. istiod goes through what
 * is a namespace's own alone first, then through what is exported to it by name, then through what all see
 * (istio.io/istio, model.SelectVirtualServices).
 */
export function areRivals(a: KubernetesObject, b: KubernetesObject): boolean {
  if (a.namespace === b.namespace) return areSeenTogether(a, b);
  const [ofA, ofB] = [exportsOf(a), exportsOf(b)];
  if (ofA.has(ANYWHERE) || ofB.has(ANYWHERE)) return ofA.has(ANYWHERE) && ofB.has(ANYWHERE);
  return [...ofA].some((name) => ofB.has(name) && name !== a.namespace && name !== b.namespace);
}

/** The namespaces that an object is exported to by name; nothing means all. */
function exportsOf(object: KubernetesObject): ReadonlySet<string> {
  const to = object.spec.at("exportTo").texts();
  if (to.length === 0 || to.includes(ANYWHERE)) return new Set([ANYWHERE]);
  return new Set(to.filter((name) => name !== "~").map((name) => (name === "." ? object.namespace : name)));
}
