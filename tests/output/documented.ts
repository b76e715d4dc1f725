import assert from "node:assert/strict";
import { type Output, type OutputName, OUTPUTS } from "./outputs";

/**
 * Holds what a command printed with `--json` to its schema: it has all that the schema demands, and nothing that the
 * schema does not name.
 *
 * @returns what was printed
 */
export function documented<T>(name: OutputName, printed: string): T {
  const value = JSON.parse(printed) as T;
  const { schema }: Output = OUTPUTS[name];
  assert.deepEqual(schema.parse(value), value, `${name} has fields that docs/schemas/${name}.json does not`);
  return value;
}
