import { parseAllDocuments } from "yaml";
import { apiVersionOf, idOf, type KubeObject, kindOf, nameOf, namespaceOf } from "../cluster/object";
import { groupOf } from "../objects/type-token";
import { isObject, type Json } from "../wire/json";

/** The objects of a manifest. */
export function objectsOf(manifest: string): readonly KubeObject[] {
  return parseAllDocuments(manifest)
    .map((document) => document.toJS() as Json)
    .filter((value) => isObject(value))
    .filter((object) => kindOf(object) !== "");
}

/** The names of a release's objects by kind, as the official provider groups them: `Deployment.apps/apps/v1`. */
export function resourceNames(objects: readonly KubeObject[]): Readonly<Record<string, readonly string[]>> {
  const names: Record<string, string[]> = {};
  for (const object of objects) {
    const namespace = namespaceOf(object);
    const name = idOf({ name: nameOf(object) ?? "", ...(namespace ? { namespace } : {}) });
    (names[kindKey(object)] ??= []).push(name);
  }
  return names;
}

function kindKey(object: KubeObject): string {
  const group = groupOf(apiVersionOf(object));
  return `${kindOf(object)}${group ? `.${group}` : ""}/${apiVersionOf(object)}`;
}
