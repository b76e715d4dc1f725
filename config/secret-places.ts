import { isAtOrIn, parsePath, type Path } from "../mesh/config-path";
import { configSchema } from "./schema/config-schema";
import { aboutPlacesAround } from "./schema/key-places";

/**
 * Whether the value of a place may be secret, or may have been meant for a secret inside of it. Of an `encrypted` key
 * everything may be: Pulumi tells of no smaller part.
 */
export function mayBeSecret(path: Path, encrypted: readonly string[]): boolean {
  const isEncrypted = encrypted.map(parsePath).some((secret) => isAtOrIn(path, secret) || isAtOrIn(secret, path));
  return isEncrypted || aboutPlacesAround(configSchema, path).some(({ secret }) => secret !== undefined);
}
