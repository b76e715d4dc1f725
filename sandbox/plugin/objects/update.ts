import { UnreachableError } from "../cluster/api-error";
import { NoSuchKindError, type Cluster } from "../cluster/cluster";
import { idOf, keyOf, type KubeObject } from "../cluster/object";
import { type Operation, type UpdateArgs } from "../resource-handler";
import { type Properties, hasUnknown } from "../wire/properties";
import { forcesPatch } from "./annotations";
import { applyObject, type Application } from "./apply";
import { becomeReady } from "./become-ready";
import { cannotBeTried } from "./dry-run";
import { fieldManager } from "./field-manager";
import { withIgnoredFromLive } from "./ignore-changes";
import { type ObjectContext } from "./object-context";
import { outputsOf } from "./outputs";
import { relinquish } from "./relinquish";
import { retryWhileSettling } from "./retry";

/** Makes an object what the new inputs say and waits until it is ready again, or tells in a preview what it would become. */
export async function updateObject(
  operation: Operation,
  args: UpdateArgs,
  context: ObjectContext,
): Promise<Properties> {
  if (args.preview && hasUnknown(args.news.value)) return args.news;
  return unlessSkipped(operation, args, context, () =>
    (args.preview ? previewUpdate : changeObject)(operation, args, context),
  );
}

/** Runs an update; in a cluster that does not answer and may be skipped, everything stays as it is. */
export async function unlessSkipped(
  { log }: Operation,
  { oldOutputs }: UpdateArgs,
  { settings }: ObjectContext,
  update: () => Promise<Properties>,
): Promise<Properties> {
  try {
    return await update();
  } catch (error) {
    if (!(error instanceof UnreachableError && settings.skipUpdateUnreachable)) throw error;
    log.warning(`${error.message} Left as it is (skipUpdateUnreachable).`);
    return oldOutputs;
  }
}

async function changeObject(operation: Operation, args: UpdateArgs, context: ObjectContext): Promise<Properties> {
  const cluster = context.cluster();
  const application = await applicationOf(cluster, operation, args, context);
  const live = await retryWhileSettling(operation, () => applyObject(cluster, application, operation));
  const formerManager = fieldManager(operation.resource.urn, args.oldInputs.value, args.oldOutputs.value);
  if (formerManager !== application.fieldManager) await relinquish(cluster, application.key, formerManager, operation);
  const ready = await becomeReady(cluster, live, operation, {
    key: application.key,
    id: idOf(keyOf(live)),
    inputs: args.news,
    fieldManager: application.fieldManager,
    ...(args.timeoutSeconds === undefined ? {} : { timeoutSeconds: args.timeoutSeconds }),
  });
  return outputsOf(ready, args.news, application.fieldManager);
}

async function previewUpdate(operation: Operation, args: UpdateArgs, context: ObjectContext): Promise<Properties> {
  const cluster = context.cluster();
  const application = await applicationOf(cluster, operation, args, context);
  try {
    const dryRun = await applyObject(cluster, application, operation);
    return outputsOf(dryRun, args.news, application.fieldManager);
  } catch (error) {
    if (!(cannotBeTried(error) || error instanceof NoSuchKindError)) throw error;
    return args.news;
  }
}

async function applicationOf(
  cluster: Cluster,
  { resource, signal }: Operation,
  { news, oldOutputs, ignoreChanges, preview }: UpdateArgs,
  { settings }: ObjectContext,
): Promise<Application> {
  const key = keyOf(news.value);
  const live: KubeObject = ignoreChanges.length > 0 ? ((await cluster.find(key, signal)) ?? {}) : {};
  return {
    key,
    inputs: withIgnoredFromLive(news.value, live, ignoreChanges),
    fieldManager: fieldManager(resource.urn, news.value, oldOutputs.value),
    force: settings.enablePatchForce || forcesPatch(news.value),
    dryRun: preview,
  };
}
