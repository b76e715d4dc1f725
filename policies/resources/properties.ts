import { UNKNOWN, type Value } from "./value";

/**
 * The properties of a resource as CrossGuard hands them over, turned into plain values. CrossGuard wraps them so that
 * touching an unknown one throws; here each is touched once, alone, and an unknown one becomes {@link UNKNOWN}.
 */
export function plainProperties(properties: Readonly<Record<string, unknown>>): Value {
  return plain(properties);
}

function plain(value: unknown): Value {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
    return value;
  if (Array.isArray(value)) return Array.from({ length: value.length }, (_, index) => member(value, String(index)));
  if (typeof value === "object") {
    return Object.fromEntries(Object.keys(value).map((key) => [key, member(value, key)]));
  }
  return null;
}

function member(owner: object, key: string): Value {
  try {
    return plain((owner as Readonly<Record<string, unknown>>)[key]);
  } catch (error) {
    if (isUnknownValueError(error)) return UNKNOWN;
    throw error;
  }
}

/**
 * Whether this is CrossGuard's UnknownValueError, by the field that it alone has (@pulumi/policy, proxy.ts). To import
 * the class would load all of Pulumi's SDK with it, which every `npm run policy` would wait two seconds for.
 */
function isUnknownValueError(error: unknown): boolean {
  return error instanceof Error && "unknownTypeSentinel" in error;
}
