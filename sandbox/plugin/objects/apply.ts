import { isFieldConflict } from "../cluster/api-error";
import { type Cluster } from "../cluster/cluster";
import { type KubeObject, type ObjectKey, toKubernetesKeys } from "../cluster/object";
import { type Operation } from "../resource-handler";
import { withoutValueAt } from "../wire/json";
import { canTakeOver, conflictsOf, FieldConflictError } from "./field-conflict";

export interface Application {
  readonly key: ObjectKey;
  readonly inputs: KubeObject;
  readonly fieldManager: string;
  readonly force: boolean;
  readonly dryRun: boolean;
}

/**
 * Server-side apply of a resource's inputs; returns the object as the API server has it then.
 * @throws FieldConflictError when other managers own fields and the program does not force it
 */
export async function applyObject(
  cluster: Cluster,
  { key, inputs, fieldManager, force, dryRun }: Application,
  { signal, log }: Operation,
): Promise<KubeObject> {
  const object = await bodyOf(cluster, inputs);
  const apply = (forced: boolean) => cluster.apply(key, object, { fieldManager, force: forced, dryRun, signal });
  try {
    const { object: live, warnings } = await apply(force);
    for (const warning of warnings) log.warning(warning);
    return live;
  } catch (error) {
    if (!isFieldConflict(error)) throw error;
    const conflicts = conflictsOf(error);
    if (!canTakeOver(conflicts)) throw new FieldConflictError(key, conflicts);
    return (await apply(true)).object;
  }
}

/** Objects of the whole cluster must not name a namespace, which a kind that was unknown at check may have got. */
async function bodyOf(cluster: Cluster, inputs: KubeObject): Promise<KubeObject> {
  const object = toKubernetesKeys(inputs);
  const served = await cluster.servedKind(object["apiVersion"] as string, object["kind"] as string);
  return served?.namespaced === false ? withoutValueAt(object, ["metadata", "namespace"]) : object;
}
