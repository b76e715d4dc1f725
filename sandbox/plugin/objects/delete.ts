import { isNotFound, UnreachableError } from "../cluster/api-error";
import { type Cluster, NoSuchKindError } from "../cluster/cluster";
import { apiVersionOf, describeKey, type KubeObject, kindOf, type ObjectKey, parseId } from "../cluster/object";
import { explain } from "../await/conditions";
import { pause } from "../pause";
import { type DeleteArgs, type Operation } from "../resource-handler";
import { arrayAt, stringAt, stringsAt } from "../wire/json";
import { deletionPropagationOf, skipsAwaitOfDeletion, timeoutSecondsOf } from "./annotations";
import { type ObjectContext } from "./object-context";

/** Deletes an object and waits until it is gone, unless told not to. One that is gone already is fine. */
export async function deleteObject(operation: Operation, args: DeleteArgs, context: ObjectContext): Promise<void> {
  const state = kindOf(args.oldInputs.value) ? args.oldInputs.value : args.oldOutputs.value;
  const { namespace, name } = parseId(args.id);
  const key = { apiVersion: apiVersionOf(state), kind: kindOf(state), name, ...(namespace ? { namespace } : {}) };
  await unlessUnreachable(operation, context, async () => {
    const cluster = context.cluster();
    await cluster.delete(key, deletionPropagationOf(state), operation.signal);
    if (skipsAwaitOfDeletion(state)) return;
    await waitUntilGone(cluster, key, operation, timeoutSecondsOf(state, args.timeoutSeconds));
  });
}

/** Runs a deletion; what is gone already, or lies in a cluster that is gone and may count as deleted, is fine. */
export async function unlessUnreachable(
  { log }: Operation,
  { settings }: ObjectContext,
  remove: () => Promise<void>,
): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (isNotFound(error) || error instanceof NoSuchKindError) return;
    if (!(error instanceof UnreachableError && settings.deleteUnreachable)) throw error;
    log.warning(`${error.message} Counted as deleted (deleteUnreachable).`);
  }
}

/** Pauses between two looks, in milliseconds. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1_000;

async function waitUntilGone(
  cluster: Cluster,
  key: ObjectKey,
  { log, signal }: Operation,
  timeoutSeconds: number,
): Promise<void> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  let uid: string | undefined;
  for (let wait = FIRST_PAUSE; ; wait = Math.min(wait * 1.5, LONGEST_PAUSE)) {
    const live = await cluster.find(key);
    // Another object under the same name means that this one is gone (a controller has made it anew).
    if (live === undefined || (uid !== undefined && stringAt(live, ["metadata", "uid"]) !== uid)) return;
    uid = stringAt(live, ["metadata", "uid"]);
    const holders = holdersOf(live);
    const why = holders.join(" ");
    if (signal.aborted) throw new Error(`${describeKey(key)} was not gone yet when the user cancelled. ${why}`.trim());
    if (Date.now() >= deadline) {
      throw new Error(`${describeKey(key)} was not gone within ${timeoutSeconds} s. ${why}`.trim());
    }
    log.status(["waiting until it is gone", ...holders].join(": "));
    await pause(wait, signal).catch(() => undefined);
  }
}

/** What keeps an object from going away. */
function holdersOf(live: KubeObject): readonly string[] {
  const finalizers = [...stringsAt(live, ["metadata", "finalizers"]), ...stringsAt(live, ["spec", "finalizers"])];
  const conditions = arrayAt(live, ["status", "conditions"])
    .filter(
      (condition) =>
        stringAt(condition, ["status"]) === "True" && /^Namespace/.test(stringAt(condition, ["type"]) ?? ""),
    )
    .map((condition) =>
      explain({
        status: "True",
        reason: stringAt(condition, ["reason"]) ?? "",
        message: stringAt(condition, ["message"]) ?? "",
      }),
    );
  return [...(finalizers.length > 0 ? [`Its finalizers are not done: ${finalizers.join(", ")}.`] : []), ...conditions];
}
