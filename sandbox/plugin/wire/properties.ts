import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { isArray, isObject, type Json, type JsonObject, type Path } from "./json";

/** Properties of a resource: their plain value, and which places in it are secret. */
export interface Properties {
  readonly value: JsonObject;
  readonly secrets: readonly Path[];
}

// How Pulumi marks special values on the wire (pulumi/pulumi, sdk/go/common/resource/plugin/rpc.go and sig package).
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

/** The value that stands for "not known before the update" in a preview. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Pulumi has one unknown for each type; all of them mean the same here. */
const UNKNOWNS: ReadonlySet<unknown> = new Set([
  UNKNOWN,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // bool
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

/** Whether a value is the placeholder for one that a preview does not know. */
export function isUnknown(value: Json | undefined): boolean {
  return UNKNOWNS.has(value);
}

/** Whether any part of a value is not known yet. */
export function hasUnknown(value: Json | undefined): boolean {
  if (isArray(value)) return value.some(hasUnknown);
  if (isObject(value)) return Object.values(value).some(hasUnknown);
  return isUnknown(value);
}

/** Reads the properties of a request, with the secrets taken out of their wrapping and remembered by path. */
export function decodeProperties(struct: Struct | undefined): Properties {
  const secrets: Path[] = [];
  const value = unwrap(struct?.toJavaScript() ?? {}, [], secrets);
  return { value: isObject(value) ? value : {}, secrets };
}

function unwrap(value: Json, path: Path, secrets: Path[]): Json {
  if (isArray(value)) return value.map((item, index) => unwrap(item, [...path, index], secrets));
  if (!isObject(value)) return value;
  const signature = value[SIGNATURE];
  if (signature === SECRET || (signature === OUTPUT && value["secret"] === true)) secrets.push(path);
  if (signature === SECRET || signature === OUTPUT) {
    const inner = value["value"];
    return inner === undefined ? UNKNOWN : unwrap(inner, path, secrets);
  }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unwrap(item, [...path, key], secrets)]));
}

/** Writes properties for a response, each secret in its wrapping. Secret paths that the value does not have are left out. */
export function encodeProperties({ value, secrets }: Properties): Struct {
  return Struct.fromJavaScript(wrap(value, secrets) as Record<string, JavaScriptValue>);
}

function wrap(value: Json, secrets: readonly Path[]): Json {
  if (secrets.some((path) => path.length === 0)) return { [SIGNATURE]: SECRET, value };
  if (secrets.length === 0) return value;
  const below = (step: string | number) => secrets.filter((path) => path[0] === step).map((path) => path.slice(1));
  if (isArray(value)) return value.map((item, index) => wrap(item, below(index)));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, wrap(item, below(key))]));
}
