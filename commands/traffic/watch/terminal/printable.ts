/**
 * A value whose texts have nothing in them that a terminal would take for a command: names and reasons are others'
 * words.
 */
export function printable<T>(value: T): T {
  const clean: unknown = JSON.parse(JSON.stringify(value), (_key, one: unknown) =>
    typeof one === "string" ? one.replace(/[^\P{C}\n]/gu, "�") : one,
  );
  return clean as T;
}
