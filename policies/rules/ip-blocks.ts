/** Ranges that no client on the internet has: RFC 1918, 6598 and 4193, loopback and link-local addresses. */
const PRIVATE = [
  /^10\./,
  /^192\.168\./,
  /^172\.(1[6-9]|2\d|3[01])\./,
  /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
  /^127\./,
  /^169\.254\./,
  /^f[cd][0-9a-f]{2}:/i,
  /^fe[89ab][0-9a-f]:/i,
  /^::1(\/|$)/,
];

/** Whether an address or a block of addresses is of the internet, and not of a network of one's own. */
export function isPublic(block: string): boolean {
  return !isAnywhere(block) && !PRIVATE.some((pattern) => pattern.test(block));
}

/** Whether a block is every address. */
export function isAnywhere(block: string): boolean {
  return /\/0$/.test(block);
}
