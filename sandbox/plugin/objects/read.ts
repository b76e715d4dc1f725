import { readinessCheckFor } from "../await/registry";
import { UnreachableError } from "../cluster/api-error";
import { type Cluster, NoSuchKindError } from "../cluster/cluster";
import {
  apiVersionOf,
  describeKey,
  idOf,
  keyOf,
  kindOf,
  type KubeObject,
  type ObjectKey,
  parseId,
  toPulumiKeys,
} from "../cluster/object";
import { InitFailure } from "../init-failure";
import { type Operation, type ReadArgs, type ReadResult } from "../resource-handler";
import { type JsonObject, type Path, stringAt, withoutValueAt } from "../wire/json";
import { applyObject } from "./apply";
import { skipsAwait } from "./annotations";
import { driftedInputs, hasAll } from "./drift";
import { fieldManager } from "./field-manager";
import { type ObjectContext } from "./object-context";
import { outputsOf } from "./outputs";
import { LAST_APPLIED, secretsIn } from "./secrets";
import { parseTypeToken } from "./type-token";

/** An object as it is in the cluster now, with inputs that show what drifted; undefined when it is gone. */
export async function readObject(
  operation: Operation,
  args: ReadArgs,
  context: ObjectContext,
): Promise<ReadResult | undefined> {
  try {
    return await readLive(operation, args, context);
  } catch (error) {
    // Without its kind, the object is gone too.
    if (error instanceof NoSuchKindError) return undefined;
    if (!(error instanceof UnreachableError && context.settings.deleteUnreachable)) throw error;
    operation.log.warning(`${error.message} Counted as deleted (deleteUnreachable).`);
    return undefined;
  }
}

async function readLive(operation: Operation, args: ReadArgs, context: ObjectContext): Promise<ReadResult | undefined> {
  const cluster = context.cluster();
  const key = await keyToRead(cluster, operation, args, context);
  const live = await cluster.find(key, operation.signal);
  if (live === undefined) return undefined;

  const { urn } = operation.resource;
  const known = kindOf(args.oldInputs.value) !== "";
  const manager = fieldManager(urn, args.oldInputs.value, args.oldOutputs.value);
  const value = known
    ? await inputsWithDrift(cluster, operation, args.oldInputs.value, live, manager)
    : importedInputs(live);
  const inputs = { value, secrets: secretsIn(value, args.oldInputs.secrets) };
  const result = { id: idOf(keyOf(live)), inputs, outputs: outputsOf(live, inputs, manager) };
  if (known) await reportUnready(cluster, live, operation, result);
  return result;
}

async function keyToRead(
  cluster: Cluster,
  { resource }: Operation,
  { id, oldInputs, oldOutputs }: ReadArgs,
  { defaultNamespace }: ObjectContext,
): Promise<ObjectKey> {
  const token = parseTypeToken(resource.type);
  const state = kindOf(oldInputs.value) ? oldInputs.value : oldOutputs.value;
  const apiVersion = apiVersionOf(state) || token.apiVersion;
  const kind = kindOf(state) || (await patchedKind(cluster, token));
  const { name, namespace } = parseId(id);
  const served = await cluster.servedKind(apiVersion, kind);
  const place = namespace ?? (served?.namespaced === false ? undefined : defaultNamespace());
  return { apiVersion, kind, name, ...(place ? { namespace: place } : {}) };
}

/** A patch of a kind reads the object of that kind, unless there really is a kind whose name ends so. */
async function patchedKind(
  cluster: Cluster,
  { apiVersion, kind }: { apiVersion: string; kind: string },
): Promise<string> {
  if (!kind.endsWith("Patch") || (await cluster.servedKind(apiVersion, kind)) !== undefined) return kind;
  return kind.slice(0, -"Patch".length);
}

async function inputsWithDrift(
  cluster: Cluster,
  operation: Operation,
  oldInputs: JsonObject,
  liveObject: KubeObject,
  manager: string,
): Promise<JsonObject> {
  const live = toPulumiKeys(liveObject);
  if (hasAll(oldInputs, live)) return oldInputs;
  const application = { key: keyOf(oldInputs), inputs: oldInputs, fieldManager: manager, force: true, dryRun: true };
  // Where a dry run is refused (a read-only user, an immutable field that drifted), every difference counts as drift.
  const applied = await applyObject(cluster, application, operation).catch(() => undefined);
  return driftedInputs(oldInputs, live, applied && toPulumiKeys(applied));
}

/** What the API server writes into every object, and is never an input. */
const NOT_INPUTS: readonly Path[] = [
  ["status"],
  ["metadata", "creationTimestamp"],
  ["metadata", "generation"],
  ["metadata", "managedFields"],
  ["metadata", "resourceVersion"],
  ["metadata", "uid"],
  ["metadata", "annotations", "deployment.kubernetes.io/revision"],
  LAST_APPLIED,
];

/** The inputs of an object that no program has described yet: all of it but what the API server adds of itself. */
function importedInputs(live: KubeObject): JsonObject {
  const inputs = NOT_INPUTS.reduce(withoutValueAt, toPulumiKeys(live));
  const annotated = Object.keys((inputs["metadata"] as JsonObject | undefined)?.["annotations"] ?? {}).length > 0;
  return annotated ? inputs : withoutValueAt(inputs, ["metadata", "annotations"]);
}

/** @throws InitFailure when the object is there but not ready, so that the next update looks after it */
async function reportUnready(
  cluster: Cluster,
  live: KubeObject,
  operation: Operation,
  result: ReadResult,
): Promise<void> {
  const check = readinessCheckFor(live);
  if (check === undefined || skipsAwait(result.inputs.value) || stringAt(live, ["metadata", "deletionTimestamp"]))
    return;
  const readiness = await check(live, cluster, operation.signal);
  if (readiness.state === "ready") return;
  const reasons = [`${describeKey(keyOf(live))} is not ready: ${readiness.summary}`, ...readiness.reasons];
  throw new InitFailure(result.id, result.outputs, reasons, result.inputs);
}
