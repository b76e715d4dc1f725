import { isArray, isObject, type Json, type JsonObject, stringAt } from "../wire/json";

/** A Kubernetes object as it travels: whatever fields its kind has. */
export type KubeObject = JsonObject;

/** What names an object within a cluster. */
export interface ObjectKey {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Undefined for objects of the whole cluster. */
  readonly namespace?: string;
}

export const apiVersionOf = (object: KubeObject): string => stringAt(object, ["apiVersion"]) ?? "";
export const kindOf = (object: KubeObject): string => stringAt(object, ["kind"]) ?? "";
export const nameOf = (object: KubeObject): string | undefined => stringAt(object, ["metadata", "name"]);
export const namespaceOf = (object: KubeObject): string | undefined => stringAt(object, ["metadata", "namespace"]);

export function annotationOf(object: KubeObject, key: string): string | undefined {
  return stringAt(object, ["metadata", "annotations", key]);
}

/** The object's key. Its name must be known. */
export function keyOf(object: KubeObject): ObjectKey {
  const namespace = namespaceOf(object);
  return {
    apiVersion: apiVersionOf(object),
    kind: kindOf(object),
    name: nameOf(object) ?? "",
    ...(namespace ? { namespace } : {}),
  };
}

/** The Pulumi id of an object: `namespace/name`, or the name alone where there are no namespaces. */
export function idOf({ namespace, name }: { readonly namespace?: string; readonly name: string }): string {
  return namespace ? `${namespace}/${name}` : name;
}

export function parseId(id: string): { readonly namespace?: string; readonly name: string } {
  const slash = id.indexOf("/");
  return slash < 0 ? { name: id } : { namespace: id.slice(0, slash), name: id.slice(slash + 1) };
}

/** How a message names an object: `Deployment default/reviews-v1`. */
export function describeKey(key: ObjectKey): string {
  return `${key.kind} ${idOf(key)}`;
}

/**
 * Pulumi's SDK cannot have dashes in property names, so the schema extensions of a CustomResourceDefinition
 * (`x-kubernetes-...`) carry underscores on its side.
 */
export function toKubernetesKeys(value: JsonObject): JsonObject {
  return renameKeys(value, (key) => (key.startsWith("x_kubernetes_") ? key.replaceAll("_", "-") : key)) as JsonObject;
}

export function toPulumiKeys(value: JsonObject): JsonObject {
  return renameKeys(value, (key) => (key.startsWith("x-kubernetes-") ? key.replaceAll("-", "_") : key)) as JsonObject;
}

function renameKeys(value: Json, rename: (key: string) => string): Json {
  if (isArray(value)) return value.map((item) => renameKeys(item, rename));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [rename(key), renameKeys(item, rename)]));
}
