import { isObject, type Place } from "./value";

/** A text that is the same for the same values, in whatever order an object's are written. @throws NotKnown */
export function canonical(place: Place): string {
  const value = place.known();
  if (Array.isArray(value)) return `[${place.items().map(canonical).join()}]`;
  if (isObject(value)) {
    const fields = place.entries().map(([key, field]) => `${JSON.stringify(key)}:${canonical(field)}`);
    return `{${fields.sort().join()}}`;
  }
  return JSON.stringify(value ?? null);
}
