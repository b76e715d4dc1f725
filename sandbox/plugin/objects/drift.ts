import { isDeepStrictEqual } from "node:util";
import { type KubeObject, kindOf } from "../cluster/object";
import { isArray, isObject, type Json, type JsonObject, objectAt } from "../wire/json";

/**
 * The inputs of an object as the cluster has them now: the old ones, with the live value wherever somebody has changed
 * what they set. Held against the program, they show the drift.
 * @param applied what applying the old inputs again would make of the object (a dry run). Where that is what the
 * object is already, nothing has drifted, however differently the API server writes it (1000m, 1). Undefined when there
 * is none: then every difference counts.
 */
export function driftedInputs(inputs: KubeObject, live: KubeObject, applied: KubeObject | undefined): KubeObject {
  const drifted = project(inputs, live, applied);
  return kindOf(inputs) === "Secret" ? withDriftedStrings(drifted as JsonObject, live) : (drifted as JsonObject);
}

/** Whether the live object has, value by value, all that the inputs say. */
export function hasAll(inputs: Json, live: Json | undefined): boolean {
  if (isObject(inputs))
    return isObject(live) && Object.entries(inputs).every(([key, value]) => hasAll(value, live[key]));
  if (isArray(inputs)) {
    return isArray(live) && live.length === inputs.length && inputs.every((value, index) => hasAll(value, live[index]));
  }
  return inputs === live;
}

function project(inputs: Json, live: Json | undefined, applied: Json | undefined): Json | undefined {
  if (applied !== undefined && isDeepStrictEqual(live, applied)) return inputs;
  if (isObject(inputs) && isObject(live)) return projectObject(inputs, live, isObject(applied) ? applied : undefined);
  if (isArray(inputs) && isArray(live)) return projectArray(inputs, live, isArray(applied) ? applied : undefined);
  return live;
}

function projectObject(inputs: JsonObject, live: JsonObject, applied: JsonObject | undefined): JsonObject {
  const entries = Object.entries(inputs).flatMap(([key, value]): [string, Json][] => {
    // What the API server takes but never shows (null, a Secret's stringData) has not drifted by being absent.
    if (live[key] === undefined && (applied === undefined ? value === null : applied[key] === undefined))
      return [[key, value]];
    const projected = project(value, live[key], applied?.[key]);
    return projected === undefined ? [] : [[key, projected]];
  });
  return Object.fromEntries(entries);
}

function projectArray(inputs: readonly Json[], live: readonly Json[], applied: readonly Json[] | undefined): Json {
  const mergeKey = mergeKeyOf([...inputs, ...live]);
  if (mergeKey === undefined) {
    return live.map((value, index) => {
      const input = inputs[index];
      return input === undefined ? value : (project(input, value, applied?.[index]) ?? value);
    });
  }
  const named = (list: readonly Json[] | undefined, name: Json | undefined) =>
    list?.find((item) => keyIn(item, mergeKey) === name);
  return live.flatMap((value) => {
    const name = keyIn(value, mergeKey);
    const [input, target] = [named(inputs, name), named(applied, name)];
    if (input !== undefined) return [project(input, value, target) ?? value];
    // What applying again would leave in the list belongs to somebody else (an injected container, say).
    return target === undefined ? [value] : [];
  });
}

/** What identifies the items of a list to Kubernetes, in the order in which its types prefer them. */
const MERGE_KEYS = [
  "name",
  "containerPort",
  "port",
  "key",
  "mountPath",
  "devicePath",
  "ip",
  "type",
  "topologyKey",
  "uid",
];

function mergeKeyOf(items: readonly Json[]): string | undefined {
  return MERGE_KEYS.find((key) => items.length > 0 && items.every((item) => keyIn(item, key) !== undefined));
}

function keyIn(item: Json, key: string): Json | undefined {
  return isObject(item) ? item[key] : undefined;
}

/** A Secret's `stringData` is only ever seen as base64 in `data`. */
function withDriftedStrings(inputs: JsonObject, live: KubeObject): JsonObject {
  if (!isObject(inputs["stringData"])) return inputs;
  const data = objectAt(live, ["data"]);
  const strings = Object.keys(inputs["stringData"]).flatMap((key): [string, Json][] => {
    const encoded = data[key];
    return typeof encoded === "string" ? [[key, Buffer.from(encoded, "base64").toString("utf8")]] : [];
  });
  return { ...inputs, stringData: Object.fromEntries(strings) };
}
