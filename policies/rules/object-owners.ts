import { type KubernetesObject } from "../objects/kubernetes-object";
import { oncePerStack } from "../objects/once-per-stack";
import { type StackView } from "../objects/stack-view";
import { isObject, UNKNOWN, type Value } from "../resources/value";

/** The resources before this one in the stack that are the same object of the same cluster, or a patch of it. */
export function otherOwners(object: KubernetesObject, view: StackView): readonly KubernetesObject[] {
  // Pulumi makes up a name where there is none, which no other object has.
  if (object.metadata.at("name").isAbsent) return [];
  const all = owners(view).get(keyOf(object)) ?? [];
  return all.slice(0, Math.max(0, all.indexOf(object)));
}

const owners = oncePerStack((view) => {
  const byKey = new Map<string, KubernetesObject[]>();
  for (const object of view.objects.filter((one) => !one.isRead && isKnown(one))) {
    const key = keyOf(object);
    const others = byKey.get(key);
    if (others) others.push(object);
    else byKey.set(key, [object]);
  }
  return byKey;
});

/** One that is not is left unchecked itself, and keeps no other from being checked. */
function isKnown({ metadata }: KubernetesObject): boolean {
  return metadata.at("name").reading().kind === "known" && metadata.at("namespace").reading().kind !== "unknown";
}

function keyOf({ resource, group, kind, name, namespace }: KubernetesObject): string {
  return [resource.provider?.name ?? "", group, kind, namespace, name].join("|");
}

/** What says which object it is, or is for Pulumi alone. */
const NOT_FIELDS = /^(apiVersion|kind|metadata\.(name|namespace|annotations\.pulumi\.com\/.*))$/;

/** The path of the first field that two resources set to different values. What is not known yet may be the same. */
export function sharedField(a: KubernetesObject, b: KubernetesObject): string | undefined {
  const others = new Map(fieldsOf(b));
  return fieldsOf(a).find(([path, text]) => !NOT_FIELDS.test(path) && (others.get(path) ?? text) !== text)?.[0];
}

/**
 * Each field that is known, by its path. Of a list of objects each may be somebody else's: those are merged one by one
 * (kubernetes.io, Server-Side Apply, merge strategy).
 */
function fieldsOf({ resource }: KubernetesObject): [path: string, text: string][] {
  const reading = resource.properties.reading();
  return reading.kind === "known" ? leaves("", reading.value) : [];
}

function leaves(path: string, value: Value): [path: string, text: string][] {
  if (value === UNKNOWN || value === null) return [];
  if (isObject(value))
    return Object.entries(value).flatMap(([key, part]) => leaves(path === "" ? key : `${path}.${key}`, part));
  const isOfOne = !Array.isArray(value) || value.every((part) => typeof part === "string" || typeof part === "number");
  return isOfOne ? [[path, JSON.stringify(value)]] : [];
}
