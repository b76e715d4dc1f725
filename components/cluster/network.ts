import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { set } from "../../config/problem/fix";
import { formatProblems } from "../../config/problem/problem";
import { pulumiCommand } from "../../config/problem/render-fix";

export interface NetworkArgs {
  /** The cluster whose load balancers and nodes the subnets are for. */
  readonly clusterName: string;
  /** The availability zones that it spans, each with a public and a private subnet. Six at most. */
  readonly zones: readonly string[];
}

/**
 * A VPC with a public and a private subnet in each of several availability zones. Load balancers live in the public
 * ones, nodes in the private ones, from where a single NAT gateway leads out: one costs a third of three, and a cluster
 * for trying things can do without a way out while its zone is down.
 */
export class Network extends pulumi.ComponentResource {
  static readonly __pulumiType: string = "mesh:index:Network";

  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string>[];
  readonly privateSubnetIds: pulumi.Output<string>[];
  /** What must be there for a node in a private subnet to reach the internet, its cluster's registry included. */
  readonly wayOut: pulumi.Resource[];

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super(Network.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const tags = (suffix: string, more: Record<string, string> = {}) => ({
      Name: `${args.clusterName}-${suffix}`,
      ...more,
    });

    const vpc = new aws.ec2.Vpc(
      `${name}-vpc`,
      { cidrBlock: "10.0.0.0/16", enableDnsHostnames: true, enableDnsSupport: true, tags: tags("vpc") },
      own,
    );
    const internet = new aws.ec2.InternetGateway(`${name}-internet`, { vpcId: vpc.id, tags: tags("internet") }, own);

    const subnets = (kind: "public" | "private", cidrBlock: (zone: number) => string, role: string) =>
      args.zones.map(
        (availabilityZone, zone) =>
          new aws.ec2.Subnet(
            `${name}-${kind}-${zone}`,
            {
              vpcId: vpc.id,
              availabilityZone,
              cidrBlock: cidrBlock(zone),
              // Only what is asked to have a public address has one.
              mapPublicIpOnLaunch: false,
              tags: tags(`${kind}-${zone}`, {
                [`kubernetes.io/cluster/${args.clusterName}`]: "shared",
                [`kubernetes.io/role/${role}`]: "1",
              }),
            },
            // A zone that AWS opens later may come first in its list; the subnets stay where they are.
            { ...own, ignoreChanges: ["availabilityZone"] },
          ),
      );
    const publicSubnets = subnets("public", publicCidr, "elb");
    const privateSubnets = subnets("private", privateCidr, "internal-elb");

    const publicTable = new aws.ec2.RouteTable(`${name}-public`, { vpcId: vpc.id, tags: tags("public") }, own);
    const toInternet = new aws.ec2.Route(
      `${name}-public-internet`,
      { routeTableId: publicTable.id, destinationCidrBlock: "0.0.0.0/0", gatewayId: internet.id },
      own,
    );
    const publicAssociations = associate(`${name}-public`, publicTable, publicSubnets, own);

    const address = new aws.ec2.Eip(
      `${name}-nat`,
      { domain: "vpc", tags: tags("nat") },
      // An address in use can't be given back while the VPC has its internet gateway taken away.
      { ...own, dependsOn: internet },
    );
    const nat = new aws.ec2.NatGateway(
      `${name}-nat`,
      {
        subnetId: publicSubnets[0]?.id ?? "",
        allocationId: address.id,
        tags: tags("nat"),
      },
      // Without its own way out a NAT gateway ends up failed.
      { ...own, dependsOn: [toInternet, ...publicAssociations] },
    );
    const privateTable = new aws.ec2.RouteTable(`${name}-private`, { vpcId: vpc.id, tags: tags("private") }, own);
    const toNat = new aws.ec2.Route(
      `${name}-private-nat`,
      { routeTableId: privateTable.id, destinationCidrBlock: "0.0.0.0/0", natGatewayId: nat.id },
      own,
    );

    this.vpcId = vpc.id;
    this.publicSubnetIds = publicSubnets.map(({ id }) => id);
    this.privateSubnetIds = privateSubnets.map(({ id }) => id);
    this.wayOut = [toNat, ...associate(`${name}-private`, privateTable, privateSubnets, own)];
    this.registerOutputs({ vpcId: this.vpcId });
  }
}

function associate(
  name: string,
  table: aws.ec2.RouteTable,
  subnets: readonly aws.ec2.Subnet[],
  opts: pulumi.CustomResourceOptions,
): aws.ec2.RouteTableAssociation[] {
  return subnets.map(
    (subnet, zone) =>
      new aws.ec2.RouteTableAssociation(`${name}-${zone}`, { routeTableId: table.id, subnetId: subnet.id }, opts),
  );
}

/**
 * The first zones of the region that every account may use: no local or wavelength zones, which EKS does not run in.
 *
 * @throws RunError when the region has fewer.
 */
export async function availabilityZones(count: number): Promise<string[]> {
  const { names, region } = await aws.getAvailabilityZones({
    state: "available",
    filters: [{ name: "opt-in-status", values: ["opt-in-not-required"] }],
  });
  if (names.length >= count) return names.slice(0, count);

  const path = ["cluster", "zones"];
  const message = `${region} has ${names.length} availability zones, not ${count}`;
  const problem = { path, message, fix: set(path, names.length) };
  throw new pulumi.RunError(formatProblems([problem], pulumiCommand(process.env)));
}

/** 8,190 addresses a zone: every pod has one of its own. */
function privateCidr(zone: number): string {
  return `10.0.${zone * 32}.0/19`;
}

/** 254 addresses a zone, behind the six private ranges. */
function publicCidr(zone: number): string {
  return `10.0.${224 + zone}.0/24`;
}
