/** A JSON value, as Kubernetes objects and Pulumi properties are made of. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: Json;
}

/** A place in a JSON value: object keys and array indices, outermost first. */
export type Path = readonly (string | number)[];

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The value at a path, or undefined where the path leads nowhere. */
export function valueAt(value: Json | undefined, path: Path): Json | undefined {
  let found = value;
  for (const step of path) {
    if (isArray(found) && typeof step === "number") found = found[step];
    else if (isObject(found) && Object.hasOwn(found, step)) found = found[step];
    else return undefined;
  }
  return found;
}

/** The object at a path; empty where there is none. */
export function objectAt(value: Json | undefined, path: Path): JsonObject {
  const found = valueAt(value, path);
  return isObject(found) ? found : {};
}

/** The array at a path; empty where there is none. */
export function arrayAt(value: Json | undefined, path: Path): readonly Json[] {
  const found = valueAt(value, path);
  return isArray(found) ? found : [];
}

/** The string at a path, or undefined where there is none. */
export function stringAt(value: Json | undefined, path: Path): string | undefined {
  const found = valueAt(value, path);
  return typeof found === "string" ? found : undefined;
}

/** The strings in the array at a path; empty where there is none. */
export function stringsAt(value: Json | undefined, path: Path): readonly string[] {
  return arrayAt(value, path).filter((item) => typeof item === "string");
}

/** The number at a path, or undefined where there is none. */
export function numberAt(value: Json | undefined, path: Path): number | undefined {
  const found = valueAt(value, path);
  return typeof found === "number" ? found : undefined;
}

/** A copy with the value at a path changed; objects on the way are made, arrays must exist. */
export function withValueAt(value: JsonObject, path: Path, changed: Json): JsonObject {
  return put(value, path, changed) as JsonObject;
}

function put(value: Json | undefined, path: Path, changed: Json): Json {
  const [step, ...rest] = path;
  if (step === undefined) return changed;
  if (isArray(value)) return value.map((item, index) => (index === step ? put(item, rest, changed) : item));
  const object = isObject(value) ? value : {};
  return { ...object, [step]: put(object[step], rest, changed) };
}

/** A copy without the value at a path. */
export function withoutValueAt(value: JsonObject, path: Path): JsonObject {
  return drop(value, path) as JsonObject;
}

function drop(value: Json, path: Path): Json {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (isArray(value)) {
    if (rest.length === 0) return value.filter((_, index) => index !== step);
    return value.map((item, index) => (index === step ? drop(item, rest) : item));
  }
  if (!isObject(value) || !Object.hasOwn(value, step)) return value;
  if (rest.length > 0) return { ...value, [step]: drop(value[step] as Json, rest) };
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== step));
}
