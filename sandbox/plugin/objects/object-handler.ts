import { type ResourceHandler } from "../resource-handler";
import { checkObject } from "./check";
import { createObject, previewCreate } from "./create";
import { deleteObject } from "./delete";
import { diffObject } from "./diff";
import { type ObjectContext } from "./object-context";
import { readObject } from "./read";
import { updateObject } from "./update";

/** Kubernetes objects of any kind, owned as a whole. */
export function objectHandler(context: ObjectContext): ResourceHandler {
  // Resources whose old object will be out of the way before the new one is made; only the diff tells.
  const makingWay = new Set<string>();
  return {
    check: (operation, args) => checkObject(operation, args, context),
    diff: (operation, args) => {
      const result = diffObject(operation, args, context.settings);
      const replaces = [...result.changes.values()].some((change) => change.replaces);
      if (replaces && result.deleteBeforeReplace) makingWay.add(operation.resource.urn);
      return Promise.resolve(result);
    },
    create: (operation, args) =>
      args.preview
        ? previewCreate(operation, args, context, makingWay.has(operation.resource.urn))
        : createObject(operation, args, context),
    read: (operation, args) => readObject(operation, args, context),
    update: (operation, args) => updateObject(operation, args, context),
    delete: (operation, args) => deleteObject(operation, args, context),
  };
}
