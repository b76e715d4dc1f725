import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

/** A value as Pulumi sends it. */
type Json = null | boolean | number | string | readonly Json[] | JsonObject;
type JsonObject = { readonly [key: string]: Json };
type Path = readonly (string | number)[];

const isArray = (value: Json): value is readonly Json[] => Array.isArray(value);
const isObject = (value: Json): value is JsonObject => typeof value === "object" && value !== null && !isArray(value);

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
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

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

/**
 * Writes properties for a response, each secret in its wrapping. Secret paths that the value does not have are left
 * out.
 */
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
