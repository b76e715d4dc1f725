import { type Path } from "../mesh/config-path";

/** Places whose values are never quoted, encrypted or not. */
const SECRET_PLACES = ["istio.values", "security.caCertificates", "caKey", "security.jwt.jwks"];

/**
 * Whether the value of a place may be secret, or may have been meant for a secret inside of it. Of an `encrypted` section
 * everything may be: Pulumi tells of no smaller part.
 */
export function mayBeSecret(path: Path, encrypted: readonly string[]): boolean {
  const place = path.join(".");
  return [...SECRET_PLACES, ...encrypted].some((secret) => isWithin(place, secret) || isWithin(secret, place));
}

function isWithin(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(`${outer}.`);
}
