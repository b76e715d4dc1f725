import { UNKNOWN, type Value } from "../../policies/resources/value";

/** What stands for an unknown value and marks a secret in what the engine tells (@pulumi/pulumi, runtime/rpc). */
const UNKNOWN_TEXT = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/**
 * A property in the engine's events as a policy sees it. A secret counts as unknown: its content is no one's business.
 */
export function engineValue(value: unknown): Value {
  if (value === UNKNOWN_TEXT) return UNKNOWN;
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(engineValue);
  if (typeof value !== "object" || SIGNATURE in value) return UNKNOWN;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, engineValue(member)]));
}
