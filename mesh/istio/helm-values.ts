import { type HelmValues } from "../../config/config";
import { isFields } from "../../mesh/fields";

/**
 * Values with others laid over them, as Helm does it with several values files: objects are merged, all else is
 * replaced.
 */
export function mergeValues(values: HelmValues, over: HelmValues): HelmValues {
  const merged = Object.entries(over).map(([key, value]) => {
    const below = values[key];
    return [key, isFields(below) && isFields(value) ? mergeValues(below, value) : value];
  });
  return { ...values, ...(Object.fromEntries(merged) as HelmValues) };
}
