import { createHash } from "node:crypto";

/**
 * Names a set of inputs: equal inputs give equal names, any difference another one. Order counts.
 *
 * @returns 16 hexadecimal digits, fit for a file name
 */
export function fingerprint(inputs: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const input of inputs) {
    // The length in front keeps ["ab", "c"] and ["a", "bc"] apart.
    hash.update(`${Buffer.byteLength(input)}:`).update(input);
  }
  return hash.digest("hex").slice(0, 16);
}
