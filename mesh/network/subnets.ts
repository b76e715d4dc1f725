import { type Cidr, formatCidr, holds, networkOf, parseCidr, sizeOf } from "./cidr";

/** The addresses of one zone: nodes and pods are in the private subnet, load balancers in the public one. */
export interface ZoneSubnets {
  readonly private: string;
  readonly public: string;
}

/** The network of a stack that names none. */
export const DEFAULT_CIDR = "10.0.0.0/16";

/** The most zones that a region has, and that the addresses are laid out for. */
export const MOST_ZONES = 6;

/** The largest VPC that there is (docs.aws.amazon.com, VPC CIDR blocks). */
const LARGEST = 16;

/** The smallest subnet that there is (docs.aws.amazon.com, Subnet CIDR blocks). */
const SMALLEST_SUBNET = 28;

/**
 * The smallest private subnet that is of use: AWS keeps 5 of its 64 addresses, and a t3.medium may take 18, so that a
 * zone holds two nodes and the one that takes the place of another during an upgrade.
 */
const SMALLEST_PRIVATE = 26;

/** What addresses inside of networks are for: RFC 1918, and RFC 6598's, which EKS takes for nodes and pods too. */
const INSIDE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"].flatMap(
  (text) => parseCidr(text) ?? [],
);

/**
 * How a VPC's addresses are laid out: an eighth for each zone's private subnet, since every pod has an address of its
 * own, and the public subnets in the last eighth, a 256th each or what the smallest subnet needs.
 */
export function zoneSubnets(cidr: string, zones: number): ZoneSubnets[] {
  const vpc = parseCidr(cidr);
  if (!vpc) throw new Error(`${cidr} is not a network`);
  const privateLength = vpc.length + 3;
  const publicLength = publicLengthIn(vpc);
  const subnet = (offset: number, length: number, zone: number) =>
    formatCidr({ first: vpc.first + offset + zone * sizeOf(length), length });
  return Array.from({ length: zones }, (_, zone) => ({
    private: subnet(0, privateLength, zone),
    public: subnet(7 * sizeOf(privateLength), publicLength, zone),
  }));
}

/** The VPC that has this private subnet of its first zone. */
export function vpcOf(firstPrivate: string): string | undefined {
  const subnet = parseCidr(firstPrivate);
  return subnet && formatCidr({ ...subnet, length: subnet.length - 3 });
}

/** Why a text is not a network for a VPC with so many zones, and one that would do; undefined where it is one. */
export function cidrFault(
  text: string,
  zones: number,
): { readonly fault: string; readonly instead: string } | undefined {
  const vpc = parseCidr(text);
  if (!vpc) return { fault: "is not a network: expected ADDRESS/LENGTH", instead: DEFAULT_CIDR };
  const { first, length } = vpc;
  if (networkOf(vpc).first !== first) {
    const instead = formatCidr(networkOf(vpc));
    const kept = cidrFault(instead, zones)?.instead ?? instead;
    return { fault: `begins within a network: expected its first address, as in ${instead}`, instead: kept };
  }
  if (!INSIDE.some((inside) => holds(inside, vpc))) {
    const ranges = INSIDE.map(formatCidr).join(", ");
    return {
      fault: `is not of the addresses for private networks: expected a part of ${ranges}`,
      instead: DEFAULT_CIDR,
    };
  }
  if (length < LARGEST) {
    const instead = formatCidr({ first, length: LARGEST });
    return { fault: `is larger than a VPC may be: expected a /${LARGEST} or smaller`, instead };
  }
  const smallest = smallestFor(zones);
  if (length <= smallest) return undefined;
  const instead = formatCidr(networkOf({ first, length: smallest }));
  return { fault: `does not hold the subnets of ${zones} zones: expected a /${smallest} or larger`, instead };
}

/** The longest prefix of a VPC that holds the subnets of so many zones. */
function smallestFor(zones: number): number {
  const lengths = Array.from({ length: SMALLEST_PRIVATE - 3 - LARGEST + 1 }, (_, index) => LARGEST + index);
  return lengths.findLast((length) => zones * sizeOf(publicLengthIn({ length })) <= sizeOf(length + 3)) ?? LARGEST;
}

function publicLengthIn({ length }: Pick<Cidr, "length">): number {
  return Math.min(length + 8, SMALLEST_SUBNET);
}
