/** A network of IPv4 addresses: its first one, as a number, and how many leading bits all of them share. */
export interface Cidr {
  readonly first: number;
  readonly length: number;
}

const OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const PATTERN = new RegExp(`^${OCTET}\\.${OCTET}\\.${OCTET}\\.${OCTET}/(3[0-2]|[12]?\\d)$`);

/** Reads ADDRESS/LENGTH; undefined where a text is none. The address may be any of the network. */
export function parseCidr(text: string): Cidr | undefined {
  const [, ...numbers] = PATTERN.exec(text) ?? [];
  if (numbers.length === 0) return undefined;
  const [length = 0, ...octets] = numbers.map(Number).reverse();
  return { first: octets.reduceRight((address, octet) => address * 256 + octet, 0), length };
}

export function formatCidr({ first, length }: Cidr): string {
  const octets = [24, 16, 8, 0].map((bits) => Math.floor(first / 2 ** bits) % 256);
  return `${octets.join(".")}/${length}`;
}

/** How many addresses a network of that length has. */
export function sizeOf(length: number): number {
  return 2 ** (32 - length);
}

/** The network of its length that the address is in. */
export function networkOf({ first, length }: Cidr): Cidr {
  return { first: first - (first % sizeOf(length)), length };
}

/** Whether all addresses of the inner network are in the outer one. */
export function holds(outer: Cidr, inner: Cidr): boolean {
  return inner.length >= outer.length && networkOf({ ...inner, length: outer.length }).first === networkOf(outer).first;
}
