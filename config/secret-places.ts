import { isAtOrIn, parsePath, type Path } from "../mesh/config-path";

/** Places whose values are never quoted, encrypted or not. */
const SECRET_PLACES: readonly Path[] = [
  ["istio", "values"],
  ["security", "caCertificates"],
  ["caKey"],
  ["security", "jwt", "jwks"],
];

/**
 * Whether the value of a place may be secret, or may have been meant for a secret inside of it. Of an `encrypted` key
 * everything may be: Pulumi tells of no smaller part.
 */
export function mayBeSecret(path: Path, encrypted: readonly string[]): boolean {
  const secrets = [...SECRET_PLACES, ...encrypted.map(parsePath)];
  return secrets.some((secret) => isAtOrIn(path, secret) || isAtOrIn(secret, path));
}
