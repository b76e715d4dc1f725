import { type Account, text, texts, type Thing, TYPES } from "../account";
import { type Rule } from "./rule";

const EC2 = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference";

const within = (type: string, key: string, id: string, account: Account): Thing[] =>
  account.all(type).filter((thing) => text(thing, key) === id || texts(thing, `${key}s`).includes(id));

/** The first that still hangs on to something, as AWS's message names it. */
const dependency = (what: string, id: string, ...dependents: readonly Thing[]): string | undefined => {
  const [first] = dependents;
  return first && `DependencyViolation: The ${what} '${id}' has dependencies and cannot be deleted (${first.id})`;
};

interface Range {
  readonly first: number;
  readonly last: number;
}

function rangeOf(cidr: string): Range {
  const [address = "", bits = "32"] = cidr.split("/");
  const number = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const size = 2 ** (32 - Number(bits));
  const first = Math.floor(number / size) * size;
  return { first, last: first + size - 1 };
}

/** What EC2 refuses of a VPC and what is in it, and the order in which they go. */
export const NETWORK_RULES: readonly Rule[] = [
  {
    name: "a subnet is within its VPC",
    backing: "cited rule",
    source: `${EC2}/API_CreateSubnet.html; errors-overview: InvalidSubnet.Range`,
    on: { [TYPES.subnet]: ["create"] },
    refusal: ({ inputs }, account) => {
      const vpc = account.find(TYPES.vpc, text({ inputs }, "vpcId"));
      if (!vpc) return `InvalidVpcID.NotFound: The vpc ID '${text({ inputs }, "vpcId")}' does not exist`;
      const [own, all] = [rangeOf(text({ inputs }, "cidrBlock")), rangeOf(text(vpc, "cidrBlock"))];
      return own.first < all.first || own.last > all.last
        ? `InvalidSubnet.Range: The CIDR '${text({ inputs }, "cidrBlock")}' is invalid.`
        : undefined;
    },
  },
  {
    name: "subnets of a VPC have no address in common",
    backing: "cited rule",
    source: `${EC2}/API_CreateSubnet.html; errors-overview: InvalidSubnet.Conflict`,
    on: { [TYPES.subnet]: ["create"] },
    refusal: ({ inputs }, account) => {
      const own = rangeOf(text({ inputs }, "cidrBlock"));
      const other = within(TYPES.subnet, "vpcId", text({ inputs }, "vpcId"), account).find((subnet) => {
        const range = rangeOf(text(subnet, "cidrBlock"));
        return range.first <= own.last && own.first <= range.last;
      });
      return other && `InvalidSubnet.Conflict: The CIDR '${text({ inputs }, "cidrBlock")}' conflicts with ${other.id}`;
    },
  },
  {
    name: "a subnet goes after every interface in it",
    backing: "cited rule",
    source: `${EC2}/API_DeleteSubnet.html: all running instances must be terminated; DependencyViolation`,
    on: { [TYPES.subnet]: ["delete"] },
    refusal: ({ id }, account) =>
      dependency(
        "subnet",
        id,
        ...within(TYPES.interface, "subnetId", id, account),
        ...within(TYPES.natGateway, "subnetId", id, account),
        ...within(TYPES.loadBalancer, "subnetId", id, account),
        ...within(TYPES.vpcEndpoint, "subnetId", id, account),
      ),
  },
  {
    name: "a VPC goes after all that is in it",
    backing: "cited rule",
    source: `${EC2}/API_DeleteVpc.html: all that is associated with it must go first; DependencyViolation`,
    on: { [TYPES.vpc]: ["delete"] },
    refusal: ({ id }, account) =>
      dependency(
        "vpc",
        id,
        ...[TYPES.subnet, TYPES.internetGateway, TYPES.securityGroup, TYPES.ownGroup, TYPES.vpcEndpoint].flatMap(
          (type) => within(type, "vpcId", id, account),
        ),
        ...within(TYPES.routeTable, "vpcId", id, account),
      ),
  },
  {
    name: "an internet gateway goes after the public addresses behind it",
    backing: "cited rule",
    source: `${EC2}/API_DetachInternetGateway.html: no running instances with Elastic IP addresses or public IPv4 addresses`,
    on: { [TYPES.internetGateway]: ["delete"] },
    refusal: (_change, account) => {
      const [mapped] = [...account.all(TYPES.natGateway), ...account.all(TYPES.loadBalancer)];
      return (
        mapped && `DependencyViolation: Network has some mapped public address(es) (${mapped.id}). Please unmap those`
      );
    },
  },
  {
    name: "an address goes after what uses it",
    backing: "cited rule",
    source: `${EC2}/API_ReleaseAddress.html: InvalidIPAddress.InUse`,
    on: { [TYPES.eip]: ["delete"] },
    refusal: ({ id }, account) => {
      const [user] = within(TYPES.natGateway, "allocationId", id, account);
      return user && `InvalidIPAddress.InUse: Address ${id} is in use by ${user.id}`;
    },
  },
  {
    name: "a route table goes after its associations",
    backing: "cited rule",
    source: `${EC2}/API_DeleteRouteTable.html: it must not be associated with a subnet; DependencyViolation`,
    on: { [TYPES.routeTable]: ["delete"] },
    refusal: ({ id }, account) =>
      dependency("routeTable", id, ...within(TYPES.routeTableAssociation, "routeTableId", id, account)),
  },
  {
    name: "a subnet has one route table",
    backing: "cited rule",
    source: `${EC2}/API_AssociateRouteTable.html; errors-overview: Resource.AlreadyAssociated`,
    on: { [TYPES.routeTableAssociation]: ["create"] },
    refusal: ({ inputs }, account) => {
      const subnet = text({ inputs }, "subnetId");
      const [other] = subnet === "" ? [] : within(TYPES.routeTableAssociation, "subnetId", subnet, account);
      return other && `Resource.AlreadyAssociated: the specified association for route table ${other.id} exists`;
    },
  },
];
