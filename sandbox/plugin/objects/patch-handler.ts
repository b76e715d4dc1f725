import { describeKey, idOf, keyOf, type KubeObject, parseId } from "../cluster/object";
import {
  type CreateArgs,
  type CreateResult,
  type DeleteArgs,
  type Operation,
  type ResourceHandler,
} from "../resource-handler";
import { hasUnknown } from "../wire/properties";
import { forcesPatch } from "./annotations";
import { applyObject } from "./apply";
import { unlessUnreachable } from "./delete";
import { fieldManager } from "./field-manager";
import { type ObjectContext } from "./object-context";
import { objectHandler } from "./object-handler";
import { outputsOf } from "./outputs";

/**
 * Patches: some fields of an object that somebody else owns. Creating one needs the object to exist, deleting it gives
 * the fields up and leaves the object; all the rest is as with objects.
 */
export function patchHandler(context: ObjectContext): ResourceHandler {
  return {
    ...objectHandler(context),
    create: (operation, args) => createPatch(operation, args, context),
    delete: (operation, args) => relinquish(operation, args, context),
  };
}

async function createPatch(operation: Operation, args: CreateArgs, context: ObjectContext): Promise<CreateResult> {
  const { inputs, preview } = args;
  if (preview && hasUnknown(inputs.value)) return { id: "", outputs: inputs };
  const cluster = context.cluster();
  const key = keyOf(inputs.value);
  if ((await cluster.find(key, operation.signal)) === undefined) {
    const missing = `there is no ${describeKey(key)} to patch`;
    if (!preview) throw new Error(`${missing}: it must exist before (use dependsOn if this program makes it)`);
    operation.log.warning(`${missing} yet; it must exist by the time of the update`);
    return { id: "", outputs: inputs };
  }
  const manager = fieldManager(operation.resource.urn, inputs.value);
  const force = context.settings.enablePatchForce || forcesPatch(inputs.value);
  const application = { key, inputs: inputs.value, fieldManager: manager, force, dryRun: preview };
  const live = await applyObject(cluster, application, operation);
  return { id: preview ? "" : idOf(keyOf(live)), outputs: outputsOf(live, inputs, manager) };
}

/** Applying nothing under the patch's own name gives up every field that it owned. */
async function relinquish(operation: Operation, args: DeleteArgs, context: ObjectContext): Promise<void> {
  const inputs = args.oldInputs.value;
  const { namespace, name } = parseId(args.id);
  const nothing: KubeObject = {
    apiVersion: inputs["apiVersion"] ?? null,
    kind: inputs["kind"] ?? null,
    metadata: { name, ...(namespace ? { namespace } : {}) },
  };
  await unlessUnreachable(operation, context, async () => {
    const cluster = context.cluster();
    const key = keyOf(nothing);
    if ((await cluster.find(key, operation.signal)) === undefined) return;
    const manager = fieldManager(operation.resource.urn, inputs, args.oldOutputs.value);
    await applyObject(cluster, { key, inputs: nothing, fieldManager: manager, force: false, dryRun: false }, operation);
  });
}
