/** An IPv4 address as a number. */
function toNumber(address: string): number {
  return address.split(".").reduce((number, octet) => number * 256 + Number(octet), 0);
}

/** The length of a CIDR's prefix; an address without one stands for itself alone. */
export function prefixOf(cidr: string): number {
  const [, prefix = "32"] = cidr.split("/");
  return Number(prefix);
}

/** Whether two IPv4 networks in CIDR notation have an address in common. */
export function overlaps(a: string, b: string): boolean {
  const size = 2 ** (32 - Math.min(prefixOf(a), prefixOf(b)));
  const network = (cidr: string): number => Math.floor(toNumber(cidr.split("/")[0] ?? "") / size);
  return network(a) === network(b);
}

/**
 * The networks in the text of `/proc/net/route`, without the default route. Addresses there are little-endian
 * hexadecimal.
 */
export function readRoutes(table: string): { cidr: string; interface: string }[] {
  const octets = (hex: string): number[] => [6, 4, 2, 0].map((at) => parseInt(hex.slice(at, at + 2), 16));
  return table
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .map(([name = "", destination = "", , , , , , mask = ""]) => ({
      cidr: `${octets(destination).join(".")}/${[...octets(mask)].reduce((bits, octet) => bits + ones(octet), 0)}`,
      interface: name,
    }))
    .filter(({ cidr }) => prefixOf(cidr) > 0);
}

function ones(octet: number): number {
  return octet.toString(2).replaceAll("0", "").length;
}
