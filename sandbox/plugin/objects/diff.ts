import { apiVersionOf, kindOf, nameOf, namespaceOf, type KubeObject } from "../cluster/object";
import { diffProperties, type PropertyChange, touches } from "../property-diff";
import { type Change, type DiffArgs, type DiffResult, type Operation } from "../resource-handler";
import { type ProviderSettings } from "../settings";
import { withValueAt } from "../wire/json";
import { formatPath, parsePathPattern } from "../wire/property-path";
import { isAutonamed } from "./annotations";
import { immutableFields, replacesPod } from "./immutable-fields";
import { groupOf, isPatch } from "./type-token";

/**
 * What changed between the inputs that the object was last made with and the new ones. Drift is part of it once a
 * refresh has put the live values into the old inputs.
 */
export function diffObject({ resource }: Operation, args: DiffArgs, settings: ProviderSettings): DiffResult {
  const news = args.news.value;
  const olds = withLiveNamespace(args.oldInputs.value, args.oldOutputs.value);
  const ignored = args.ignoreChanges.map(parsePathPattern);
  const differences = diffProperties(olds, news).filter(
    ({ path }) => !ignored.some((pattern) => within(path, pattern)),
  );

  const replaces = isPatch(resource.type, news) ? replacesPatch : replacesObject(olds, news, settings);
  const changes = new Map(
    differences.map((difference): readonly [string, Change] => [
      formatPath(difference.path),
      { kind: difference.kind, replaces: replaces(difference) },
    ]),
  );
  return { changes, deleteBeforeReplace: !isAutonamed(news) && sameName(olds, news) };
}

/** Inputs from a time when the kind was not known to have namespaces lack the one that the object got. */
function withLiveNamespace(olds: KubeObject, live: KubeObject): KubeObject {
  const namespace = namespaceOf(live);
  if (namespace === undefined || namespaceOf(olds) !== undefined) return olds;
  return withValueAt(olds, ["metadata", "namespace"], namespace);
}

function within(path: readonly (string | number)[], pattern: readonly (string | number)[]): boolean {
  return path.length >= pattern.length && touches(path, pattern);
}

/** A patch is bound to the object that it patches; everything else changes in place. */
function replacesPatch({ path }: PropertyChange): boolean {
  return touches(path, ["metadata", "name"]) || touches(path, ["metadata", "namespace"]);
}

function replacesObject(
  olds: KubeObject,
  news: KubeObject,
  settings: ProviderSettings,
): (change: PropertyChange) => boolean {
  // What is sealed now counts as much as what the program would seal.
  const fields = [...immutableFields(olds, settings), ...immutableFields(news, settings)];
  const otherGroup = groupOf(apiVersionOf(olds)) !== groupOf(apiVersionOf(news));
  return ({ path }) => {
    if (path[0] === "apiVersion") return otherGroup;
    if (kindOf(news) === "Pod" && apiVersionOf(news) === "v1" && replacesPod(path)) return true;
    return fields.some((field) => touches(path, field));
  };
}

function sameName(olds: KubeObject, news: KubeObject): boolean {
  return nameOf(olds) === nameOf(news) && namespaceOf(olds) === namespaceOf(news);
}
