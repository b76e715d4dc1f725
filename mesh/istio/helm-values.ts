import { type Fields, isFields } from "../fields";

/**
 * Values with others laid over them, as Helm does it with several values files: objects are merged, all else is
 * replaced.
 */
export function mergeValues(values: Fields, over: Fields): Fields {
  const merged = Object.entries(over).map(([key, value]) => {
    const below = values[key];
    return [key, isFields(below) && isFields(value) ? mergeValues(below, value) : value] as const;
  });
  return { ...values, ...Object.fromEntries(merged) };
}
