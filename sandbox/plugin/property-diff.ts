import { isDeepStrictEqual } from "node:util";
import { type ChangeKind } from "./resource-handler";
import { isArray, isObject, type Json, type JsonObject, type Path } from "./wire/json";

export interface PropertyChange {
  readonly path: Path;
  readonly kind: ChangeKind;
}

/** Every place where two values differ, as deep as they have the same shape. */
export function diffProperties(
  before: Json | undefined,
  after: Json | undefined,
  path: Path = [],
): readonly PropertyChange[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (before === undefined) return [{ path, kind: "add" }];
  if (after === undefined) return [{ path, kind: "delete" }];
  if (isObject(before) && isObject(after)) {
    return keysOf(before, after).flatMap((key) => diffProperties(before[key], after[key], [...path, key]));
  }
  if (isArray(before) && isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) => diffProperties(before[index], after[index], [...path, index])).flat();
  }
  return [{ path, kind: "update" }];
}

function keysOf(before: JsonObject, after: JsonObject): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])];
}

/** Whether a change at `path` touches what lies at `field`: inside it, or by taking away or adding what holds it. */
export function touches(path: Path, field: Path): boolean {
  const shared = Math.min(path.length, field.length);
  return field.slice(0, shared).every((step, index) => step === "*" || step === path[index]);
}
