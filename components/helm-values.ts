import { type HelmValues } from "../mesh/config";

/** Values with others laid over them, as Helm does it with several values files: objects are merged, all else is replaced. */
export function mergeValues(values: HelmValues, over: HelmValues): HelmValues {
  const merged = Object.entries(over).map(([key, value]) => {
    const below = values[key];
    return [key, isObject(below) && isObject(value) ? mergeValues(below, value) : value];
  });
  return { ...values, ...(Object.fromEntries(merged) as HelmValues) };
}

function isObject(value: unknown): value is HelmValues {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
