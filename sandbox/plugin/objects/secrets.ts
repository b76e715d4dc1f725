import { apiVersionOf, type KubeObject, kindOf } from "../cluster/object";
import { type Path } from "../wire/json";
import { outsideLists } from "../wire/secret-paths";

/** Where `kubectl apply` keeps a copy of all that it was given. */
export const LAST_APPLIED: Path = ["metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"];

/**
 * What is secret in an object, as inputs or as the cluster has it: the places that the program says, and a Secret's data
 * whoever describes it. `stringData` comes back in `data`, and any of it in a copy that kubectl left.
 */
export function secretsIn(object: KubeObject, given: readonly Path[]): readonly Path[] {
  const isSecret = kindOf(object) === "Secret" && apiVersionOf(object) === "v1";
  const secrets: readonly Path[] = [...outsideLists(given), ...(isSecret ? [["data"], ["stringData"]] : [])];
  return secrets.length > 0 ? [...secrets, LAST_APPLIED] : [];
}
