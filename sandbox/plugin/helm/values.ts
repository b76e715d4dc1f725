import { existsSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { withPrivateFile } from "./helm-cli";
import { arrayAt, isObject, type Json, type JsonObject, objectAt, stringAt } from "../wire/json";

/** A release's values as helm merges them: the files in their order, then the values of the program. */
export function mergedValues(inputs: JsonObject): JsonObject {
  const files = arrayAt(inputs, ["valueYamlFiles"]).map(valuesOfAsset);
  return [...files, objectAt(inputs, ["values"])].reduce(mergeValues, {});
}

/** Lends values to helm as a file that only this user can read. JSON is YAML too. */
export function withValuesFile<T>(values: JsonObject, use: (file: string) => Promise<T>): Promise<T> {
  return withPrivateFile("values.json", JSON.stringify(values), use);
}

function mergeValues(base: JsonObject, over: JsonObject): JsonObject {
  const merged = Object.entries(over).map(([key, value]): [string, Json] => {
    const below = base[key];
    return [key, isObject(below) && isObject(value) ? mergeValues(below, value) : value];
  });
  return { ...base, ...Object.fromEntries(merged) };
}

/** A Pulumi asset: a text, or the path of a file. */
function valuesOfAsset(asset: Json): JsonObject {
  const path = stringAt(asset, ["path"]);
  if (path !== undefined && !existsSync(path)) throw new Error(`valueYamlFiles: there is no file ${path}`);
  const text = path === undefined ? (stringAt(asset, ["text"]) ?? "") : readFileSync(path, "utf8");
  const values = parse(text) as Json;
  if (values === null) return {};
  if (!isObject(values)) throw new Error(`valueYamlFiles: ${path ?? "a text asset"} holds no YAML mapping`);
  return values;
}
