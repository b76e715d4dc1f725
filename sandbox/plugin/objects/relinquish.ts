import { type Cluster } from "../cluster/cluster";
import { type KubeObject, type ObjectKey } from "../cluster/object";
import { type Operation } from "../resource-handler";
import { applyObject } from "./apply";

/** Gives up every field that a manager owns, by applying nothing under its name. */
export async function relinquish(
  cluster: Cluster,
  key: ObjectKey,
  fieldManager: string,
  operation: Operation,
): Promise<void> {
  const { apiVersion, kind, name, namespace } = key;
  const nothing: KubeObject = { apiVersion, kind, metadata: { name, ...(namespace ? { namespace } : {}) } };
  await applyObject(cluster, { key, inputs: nothing, fieldManager, force: false, dryRun: false }, operation);
}
