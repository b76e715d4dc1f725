import { type JsonObject, stringAt } from "../wire/json";

/** The kind and version that a type token names. */
export interface TypeToken {
  /** As Kubernetes writes it: `v1`, `apps/v1`, `networking.istio.io/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
}

/**
 * Reads a type token: `kubernetes:core/v1:Service` is Service of v1, `kubernetes:apps/v1:Deployment` is Deployment of apps/v1.
 * @throws Error naming the token when it is not one of an object
 */
export function parseTypeToken(token: string): TypeToken {
  const [provider, groupVersion, kind] = token.split(":");
  if (provider !== "kubernetes" || !groupVersion || !kind) {
    throw new Error(
      `"${token}" is not the type of a Kubernetes object: expected one like kubernetes:apps/v1:Deployment`,
    );
  }
  return { apiVersion: groupVersion.replace(/^core\//, ""), kind };
}

/** Whether a resource patches some fields of an object that others own: its token is the object's kind and "Patch". */
export function isPatch(token: string, inputs: JsonObject): boolean {
  const kind = stringAt(inputs, ["kind"]);
  return kind !== undefined && token.endsWith(`:${kind}Patch`);
}

/** The API group of an apiVersion; empty for the core group. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}
