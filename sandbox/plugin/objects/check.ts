import { autoname } from "../autoname";
import { type CheckArgs, type CheckFailure, type CheckResult, type Operation } from "../resource-handler";
import { isArray, isObject, type JsonObject, stringAt, valueAt, withValueAt } from "../wire/json";
import { isUnknown } from "../wire/properties";
import { type ObjectContext } from "./object-context";
import { annotationFailures } from "./annotation-failures";
import { AUTONAMED, isAutonamed } from "./annotations";
import { secretsIn } from "./secrets";
import { isPatch, parseTypeToken } from "./type-token";

/** Completes an object's inputs with what the program left open (name, namespace) and finds what cannot be right. */
export async function checkObject(
  { resource }: Operation,
  { olds, news, randomSeed, autonaming }: CheckArgs,
  context: ObjectContext,
): Promise<CheckResult> {
  const failures = failuresOf(news.value, resource.type);
  if (failures.length > 0) return { inputs: news, failures };

  const named = isPatch(resource.type, news.value)
    ? news.value
    : withName(news.value, olds.value, () => autoname(resource.name, randomSeed, autonaming));
  if (valueAt(named, ["metadata", "name"]) === undefined) {
    return { inputs: news, failures: [{ property: "metadata.name", reason: nameMissing(resource.type) }] };
  }
  const placed = await withNamespace(named, context);
  return { inputs: { value: placed, secrets: secretsIn(placed, news.secrets) }, failures: [] };
}

function failuresOf(inputs: JsonObject, type: string): readonly CheckFailure[] {
  const metadata = inputs["metadata"];
  if (isUnknown(metadata)) return [];
  const { kind } = parseTypeToken(type);
  const failures: CheckFailure[] = [];
  if (kind.endsWith("List") && isArray(inputs["items"])) {
    failures.push({ property: "kind", reason: "lists of objects cannot be created: use the objects themselves" });
  }
  for (const key of ["apiVersion", "kind"]) {
    if (stringAt(inputs, [key])) continue;
    failures.push({ property: key, reason: `${key} is ${JSON.stringify(inputs[key])}: expected a string` });
  }
  if (metadata !== undefined && !isObject(metadata)) {
    failures.push({ property: "metadata", reason: `metadata is ${JSON.stringify(metadata)}: expected an object` });
  }
  for (const key of ["name", "namespace"]) {
    const value = valueAt(metadata, [key]);
    if (value === undefined || (typeof value === "string" && value !== "")) continue;
    failures.push({
      property: `metadata.${key}`,
      reason: `metadata.${key} is ${JSON.stringify(value)}: expected a string that is not empty`,
    });
  }
  failures.push(...annotationFailures(inputs));
  if (valueAt(metadata, ["generateName"]) !== undefined) {
    failures.push({
      property: "metadata.generateName",
      reason:
        "server-side apply knows no generateName: leave it out (the provider adds a random suffix to names) or set metadata.name",
    });
  }
  return failures;
}

function nameMissing(type: string): string {
  return type.endsWith("Patch")
    ? "a patch must say which object it is for: set metadata.name"
    : "the stack's autonaming configuration is disabled: set metadata.name";
}

/** Keeps a name that was chosen before; chooses one where there is none. */
function withName(news: JsonObject, olds: JsonObject, chooseName: () => string | undefined): JsonObject {
  if (isUnknown(news["metadata"]) || valueAt(news, ["metadata", "name"]) !== undefined) return news;
  const name = (isAutonamed(olds) ? stringAt(olds, ["metadata", "name"]) : undefined) ?? chooseName();
  if (name === undefined) return news;
  const named = withValueAt(news, ["metadata", "name"], name);
  if (isUnknown(valueAt(named, ["metadata", "annotations"]))) return named;
  return withValueAt(named, ["metadata", "annotations", AUTONAMED], "true");
}

/** A kind that the cluster does not serve yet is taken for one with namespaces, as nearly all custom ones are. */
async function withNamespace(inputs: JsonObject, context: ObjectContext): Promise<JsonObject> {
  if (isUnknown(inputs["metadata"]) || valueAt(inputs, ["metadata", "namespace"]) !== undefined) return inputs;
  const served = await context
    .cluster()
    .servedKind(stringAt(inputs, ["apiVersion"]) ?? "", stringAt(inputs, ["kind"]) ?? "");
  if (served?.namespaced === false) return inputs;
  return withValueAt(inputs, ["metadata", "namespace"], context.defaultNamespace());
}
