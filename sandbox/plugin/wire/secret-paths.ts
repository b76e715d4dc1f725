import { type Path } from "./json";

/**
 * Secret places of a value, for the same value as somebody else gives it back: in a list the items may have changed
 * places, so that a secret inside a list makes all of the list secret (as with the official provider).
 */
export function outsideLists(secrets: readonly Path[]): readonly Path[] {
  return secrets.map((path) => {
    const list = path.findIndex((step) => typeof step === "number");
    return list < 0 ? path : path.slice(0, list);
  });
}
