import { idOf, parseId } from "../cluster/object";
import { unlessUnreachable } from "../objects/delete";
import { diffProperties, touches } from "../property-diff";
import {
  type Change,
  type CreateArgs,
  type CreateResult,
  type DeleteArgs,
  type DiffArgs,
  type DiffResult,
  type Operation,
  type ResourceHandler,
  type UpdateArgs,
} from "../resource-handler";
import { type JsonObject, numberAt, stringAt } from "../wire/json";
import { formatPath, parsePathPattern } from "../wire/property-path";
import { type Properties } from "../wire/properties";
import { DEFAULT_TIMEOUT_SECONDS, type ReleaseKey } from "./arguments";
import { checkRelease } from "./check";
import { deploy } from "./deploy";
import { isOwnedBy } from "./ownership";
import { planRelease } from "./plan";
import { readRelease } from "./read";
import { type ReleaseContext } from "./release-context";
import { revisionsOf } from "./storage";
import { freeStuckRelease } from "./stuck-release";

/** Helm releases, made and changed by the helm binary. */
export function releaseHandler(context: ReleaseContext): ResourceHandler {
  return {
    check: (operation, args) => checkRelease(operation, args, context),
    diff: (_, args) => Promise.resolve(diffRelease(args)),
    create: (operation, args) => createRelease(operation, args, context),
    read: (operation, args) => readRelease(operation, args, context),
    update: (operation, args) => updateRelease(operation, args, context),
    delete: (operation, args) => deleteRelease(operation, args, context),
  };
}

function diffRelease({ oldInputs, news, ignoreChanges }: DiffArgs): DiffResult {
  const ignored = ignoreChanges.map(parsePathPattern);
  const changes = diffProperties(oldInputs.value, news.value)
    .filter(({ path }) => !ignored.some((pattern) => path.length >= pattern.length && touches(path, pattern)))
    .map(({ path, kind }): [string, Change] => {
      return [formatPath(path), { kind, replaces: path[0] === "name" || path[0] === "namespace" }];
    });
  // As with the official provider: a program whose releases cannot stand side by side says so (deleteBeforeReplace).
  return { changes: new Map(changes), deleteBeforeReplace: false };
}

async function createRelease(operation: Operation, args: CreateArgs, context: ReleaseContext): Promise<CreateResult> {
  const { inputs, preview } = args;
  if (preview) return { id: "", outputs: await planRelease(operation, inputs, context) };
  const key = keyOf(inputs.value);
  const command = await commandToCreate(operation, key, inputs.value, context);
  return { id: idOf(key), outputs: await deploy(operation, { command, key, inputs, ...timeoutOf(args) }, context) };
}

/**
 * A release that is there already is only taken up when an update of this very resource left it there.
 * @throws Error when it is somebody else's
 */
async function commandToCreate(
  operation: Operation,
  key: ReleaseKey,
  inputs: JsonObject,
  context: ReleaseContext,
): Promise<"install" | "upgrade"> {
  const revisions = await revisionsOf(context.cluster(), key, operation.signal);
  const newest = revisions.at(-1);
  if (newest === undefined || newest.status === "uninstalled" || inputs["replace"] === true) return "install";
  if (!isOwnedBy(newest, operation.resource.urn)) {
    throw new Error(
      `a release ${idOf(key)} already exists (${newest.status}, revision ${newest.number}). To manage it from here, ` +
        `import it (resource option import: "${idOf(key)}"); ` +
        `to have it made anew, remove it: helm uninstall ${key.name} --namespace ${key.namespace}`,
    );
  }
  operation.log.info(`the release ${idOf(key)} is there already, made by an update that did not finish: taking it up`);
  const freed = await freeStuckRelease(operation, key, revisions, context);
  return freed.length > 0 ? "upgrade" : "install";
}

async function updateRelease(operation: Operation, args: UpdateArgs, context: ReleaseContext): Promise<Properties> {
  const { news: inputs, preview } = args;
  if (preview) return planRelease(operation, inputs, context);
  const key = keyOf(inputs.value);
  const revisions = await revisionsOf(context.cluster(), key, operation.signal);
  const freed = await freeStuckRelease(operation, key, revisions, context);
  // Uninstalled behind the engine's back, it is installed again.
  const command = freed.some(({ status }) => status !== "uninstalled") ? "upgrade" : "install";
  return deploy(operation, { command, key, inputs, ...timeoutOf(args) }, context);
}

async function deleteRelease(operation: Operation, args: DeleteArgs, context: ReleaseContext): Promise<void> {
  const { name, namespace = "default" } = parseId(args.id);
  const inputs = args.oldInputs.value;
  const timeout = args.timeoutSeconds ?? numberAt(inputs, ["timeout"]) ?? DEFAULT_TIMEOUT_SECONDS;
  await unlessUnreachable(operation, context, async () => {
    const revisions = await revisionsOf(context.cluster(), { name, namespace }, operation.signal);
    if (revisions.length === 0) return;
    operation.log.status("helm uninstall");
    const wait = inputs["skipAwait"] === true ? [] : ["--wait"];
    const hooks = inputs["disableWebhooks"] === true ? ["--no-hooks"] : [];
    const args = ["uninstall", name, "--namespace", namespace, "--timeout", `${timeout}s`, ...wait, ...hooks];
    await context.helm().run(args, operation.signal);
  });
}

function keyOf(inputs: JsonObject): ReleaseKey {
  return { name: stringAt(inputs, ["name"]) ?? "", namespace: stringAt(inputs, ["namespace"]) ?? "" };
}

function timeoutOf({ timeoutSeconds }: CreateArgs | UpdateArgs): { readonly timeoutSeconds?: number } {
  return timeoutSeconds === undefined ? {} : { timeoutSeconds };
}
