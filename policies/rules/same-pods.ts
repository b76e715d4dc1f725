import { type KubernetesObject } from "../objects/kubernetes-object";

/**
 * Whether two of Istio's policies may be for the same pods: one is in the other's namespace or in the root namespace, and
 * no label has to have two values. What is for targetRefs is for those alone.
 */
export function maySharePods(a: KubernetesObject, b: KubernetesObject, rootNamespace: string): boolean {
  const isNear = a.namespace === b.namespace || [a.namespace, b.namespace].includes(rootNamespace);
  const [labels, others] = [scopeOf(a), scopeOf(b)];
  return isNear && Object.entries(labels).every(([name, value]) => !(name in others) || others[name] === value);
}

function scopeOf({ spec }: KubernetesObject): Readonly<Record<string, string>> {
  const targets = [spec.at("targetRef"), ...spec.at("targetRefs").items()].filter((place) => !place.isAbsent);
  // A target stands for a label that its pods have.
  const named = targets.map((target) => `${target.at("kind").text() ?? ""}/${target.at("name").text() ?? ""}`);
  return { ...spec.at("selector", "matchLabels").textMap(), ...(named.length > 0 && { target: named.sort().join() }) };
}
