import { type Cluster } from "../cluster/cluster";
import { describeKey, idOf, keyOf, type KubeObject, type ObjectKey } from "../cluster/object";
import { type CreateArgs, type CreateResult, type Operation } from "../resource-handler";
import { hasUnknown } from "../wire/properties";
import { forcesPatch } from "./annotations";
import { applyObject, type Application } from "./apply";
import { cannotBeTried } from "./dry-run";
import { fieldManager, isManagedBy } from "./field-manager";
import { becomeReady } from "./become-ready";
import { type ObjectContext } from "./object-context";
import { outputsOf, plannedOutputs } from "./outputs";
import { retryWhileSettling } from "./retry";

/** Makes an object and waits until it is ready. */
export async function createObject(
  operation: Operation,
  args: CreateArgs,
  context: ObjectContext,
): Promise<CreateResult> {
  const cluster = context.cluster();
  const application = applicationOf(operation, args, context);
  const { key, fieldManager: manager } = application;
  const live = await retryWhileSettling(operation, async () => {
    await assertFree(cluster, application, operation, context);
    return applyObject(cluster, application, operation);
  });
  const id = idOf(keyOf(live));
  const ready = await becomeReady(cluster, live, operation, {
    key,
    id,
    inputs: args.inputs,
    fieldManager: manager,
    ...(args.timeoutSeconds === undefined ? {} : { timeoutSeconds: args.timeoutSeconds }),
  });
  return { id, outputs: outputsOf(ready, args.inputs, manager) };
}

function applicationOf(
  { resource }: Operation,
  { inputs, preview }: CreateArgs,
  { settings }: ObjectContext,
): Application {
  return {
    key: keyOf(inputs.value),
    inputs: inputs.value,
    fieldManager: fieldManager(resource.urn, inputs.value),
    force: settings.enablePatchForce || forcesPatch(inputs.value),
    dryRun: preview,
  };
}

/** @throws Error when an object of this name exists that is not the resource's own */
async function assertFree(
  cluster: Cluster,
  { key, fieldManager: manager }: Application,
  { log, signal }: Operation,
  { settings }: ObjectContext,
): Promise<void> {
  if (settings.upsertExistingObjects) return;
  const existing = await cluster.find(key, signal);
  if (existing === undefined) return;
  if (!isManagedBy(existing, manager)) throw new Error(alreadyExists(key));
  log.info(`${describeKey(key)} is there already, made by an update of this stack that did not finish: taking it up`);
}

function alreadyExists(key: ObjectKey): string {
  return (
    `${describeKey(key)} already exists (AlreadyExists). To manage it from here, import it (resource option import: "${idOf(key)}"); to manage ` +
    `some of its fields only, use ${key.kind}Patch; if it was renamed in the program, give the resource an alias; to ` +
    `take over whatever exists, set upsertExistingObjects on the provider.`
  );
}

/**
 * Tells what an object would become.
 * @param makesWay whether an object of the same name will be deleted before
 */
export async function previewCreate(
  operation: Operation,
  args: CreateArgs,
  context: ObjectContext,
  makesWay: boolean,
): Promise<CreateResult> {
  const { value, secrets } = args.inputs;
  const asGiven: CreateResult = { id: "", outputs: { value: plannedOutputs(value, value), secrets } };
  if (hasUnknown(value)) return asGiven;
  const cluster = context.cluster();
  const application = applicationOf(operation, args, context);
  const { key, fieldManager: manager } = application;
  if ((await cluster.servedKind(key.apiVersion, key.kind)) === undefined) return asGiven;

  const existing = await cluster.find(key, operation.signal);
  if (existing !== undefined) {
    // A dry run against it would say nothing of the new one.
    if (!makesWay && !canTakeUp(existing, manager, context)) operation.log.warning(alreadyExists(key));
    return asGiven;
  }
  try {
    const dryRun = await applyObject(cluster, application, operation);
    const planned = plannedOutputs(dryRun, value);
    return { id: "", outputs: outputsOf(planned, args.inputs, manager) };
  } catch (error) {
    if (!cannotBeTried(error)) throw error;
    return asGiven;
  }
}

function canTakeUp(existing: KubeObject, manager: string, { settings }: ObjectContext): boolean {
  return settings.upsertExistingObjects || isManagedBy(existing, manager);
}
