import { apiVersionOf, describeKey, idOf, keyOf, kindOf, parseId } from "../cluster/object";
import {
  type CreateArgs,
  type CreateResult,
  type DeleteArgs,
  type Operation,
  type ResourceHandler,
  type UpdateArgs,
} from "../resource-handler";
import { hasUnknown, type Properties } from "../wire/properties";
import { forcesPatch } from "./annotations";
import { applyObject } from "./apply";
import { unlessUnreachable } from "./delete";
import { fieldManager } from "./field-manager";
import { type ObjectContext } from "./object-context";
import { objectHandler } from "./object-handler";
import { outputsOf } from "./outputs";
import { relinquish } from "./relinquish";
import { unlessSkipped, updateObject } from "./update";

/**
 * Patches: some fields of an object that somebody else owns. Creating one needs the object to exist, deleting it gives
 * the fields up and leaves the object; all the rest is as with objects.
 */
export function patchHandler(context: ObjectContext): ResourceHandler {
  return {
    ...objectHandler(context),
    create: (operation, args) => createPatch(operation, args, context),
    update: (operation, args) => updatePatch(operation, args, context),
    delete: (operation, args) => deletePatch(operation, args, context),
  };
}

async function createPatch(operation: Operation, args: CreateArgs, context: ObjectContext): Promise<CreateResult> {
  const { inputs, preview } = args;
  if (preview && hasUnknown(inputs.value)) return { id: "", outputs: inputs };
  const missing = await missingObject(operation, inputs, context);
  if (missing !== undefined) {
    if (!preview) throw new Error(missing);
    operation.log.warning(missing);
    return { id: "", outputs: inputs };
  }
  const manager = fieldManager(operation.resource.urn, inputs.value);
  const force = context.settings.enablePatchForce || forcesPatch(inputs.value);
  const application = { key: keyOf(inputs.value), inputs: inputs.value, fieldManager: manager, force, dryRun: preview };
  const live = await applyObject(context.cluster(), application, operation);
  return { id: preview ? "" : idOf(keyOf(live)), outputs: outputsOf(live, inputs, manager) };
}

/** Server-side apply would make an object that is gone, and nobody would own it. */
async function updatePatch(operation: Operation, args: UpdateArgs, context: ObjectContext): Promise<Properties> {
  const { news, preview } = args;
  if (preview && hasUnknown(news.value)) return news;
  return unlessSkipped(operation, args, context, async () => {
    const missing = await missingObject(operation, news, context);
    if (missing === undefined) return updateObject(operation, args, context);
    if (!preview) throw new Error(missing);
    operation.log.warning(missing);
    return news;
  });
}

/** Says that there is nothing to patch; undefined where there is. */
async function missingObject(
  { signal }: Operation,
  inputs: Properties,
  context: ObjectContext,
): Promise<string | undefined> {
  const key = keyOf(inputs.value);
  if ((await context.cluster().find(key, signal)) !== undefined) return undefined;
  return `there is no ${describeKey(key)} to patch: it must exist before (use dependsOn if this program makes it)`;
}

async function deletePatch(operation: Operation, args: DeleteArgs, context: ObjectContext): Promise<void> {
  const inputs = args.oldInputs.value;
  const { namespace, name } = parseId(args.id);
  const key = { apiVersion: apiVersionOf(inputs), kind: kindOf(inputs), name, ...(namespace ? { namespace } : {}) };
  await unlessUnreachable(operation, context, async () => {
    const cluster = context.cluster();
    if ((await cluster.find(key, operation.signal)) === undefined) return;
    await relinquish(cluster, key, fieldManager(operation.resource.urn, inputs, args.oldOutputs.value), operation);
  });
}
