import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { zoneSubnets, type ZoneSubnets } from "../../mesh/network/subnets";
import { type Zone } from "../../mesh/network/zones";
import { clusterTag, subnetName } from "./network-plan";
import { VpcEndpoints } from "./vpc-endpoints";

export interface NetworkArgs {
  /** The cluster whose load balancers and nodes the subnets are for. */
  readonly clusterName: string;
  readonly region: string;
  /** The availability zones that it spans, each with a public and a private subnet. Six at most. */
  readonly zones: readonly Zone[];
  readonly cidr: string;
  /** Whether each zone has a way out of its own. */
  readonly natPerZone: boolean;
  /** Whether AWS' own services are reached inside of the VPC. */
  readonly endpoints: boolean;
}

/**
 * A VPC with a public and a private subnet in each of several availability zones. Load balancers live in the public
 * ones, nodes in the private ones, from where a NAT gateway leads out: a single one unless each zone is to have its
 * own, because one costs a third of three, and a cluster for trying things can do without a way out while its zone is
 * down.
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
      { cidrBlock: args.cidr, enableDnsHostnames: true, enableDnsSupport: true, tags: tags("vpc") },
      own,
    );
    const internet = new aws.ec2.InternetGateway(`${name}-internet`, { vpcId: vpc.id, tags: tags("internet") }, own);

    const addresses = zoneSubnets(args.cidr, args.zones.length);
    const subnets = (kind: keyof ZoneSubnets, role: string) =>
      addresses.map(
        (zoneAddresses, zone) =>
          new aws.ec2.Subnet(
            `${name}-${kind}-${zone}`,
            {
              vpcId: vpc.id,
              availabilityZone: args.zones[zone]?.name,
              cidrBlock: zoneAddresses[kind],
              // Only what is asked to have a public address has one.
              mapPublicIpOnLaunch: false,
              tags: {
                Name: subnetName(args.clusterName, kind, zone),
                [clusterTag(args.clusterName)]: "shared",
                [`kubernetes.io/role/${role}`]: "1",
              },
            },
            // The zones of subnets that are there are read from AWS: should that ever fail to find them, they still
            // stay where they are.
            { ...own, ignoreChanges: ["availabilityZone"] },
          ),
      );
    const publicSubnets = subnets("public", "elb");
    const privateSubnets = subnets("private", "internal-elb");

    const publicTable = new aws.ec2.RouteTable(`${name}-public`, { vpcId: vpc.id, tags: tags("public") }, own);
    const toInternet = new aws.ec2.Route(
      `${name}-public-internet`,
      { routeTableId: publicTable.id, destinationCidrBlock: "0.0.0.0/0", gatewayId: internet.id },
      own,
    );
    const publicAssociations = publicSubnets.map((subnet, zone) =>
      associate(`${name}-public-${zone}`, publicTable, subnet, own),
    );

    // One way out for each public subnet that has one; the first has its name from before there could be several.
    const waysOut = publicSubnets.slice(0, args.natPerZone ? publicSubnets.length : 1).map((subnet, zone) => {
      const suffix = zone === 0 ? "" : `-${zone}`;
      const address = new aws.ec2.Eip(
        `${name}-nat${suffix}`,
        { domain: "vpc", tags: tags(`nat${suffix}`) },
        // An address in use can't be given back while the VPC has its internet gateway taken away.
        { ...own, dependsOn: internet },
      );
      const nat = new aws.ec2.NatGateway(
        `${name}-nat${suffix}`,
        { subnetId: subnet.id, allocationId: address.id, tags: tags(`nat${suffix}`) },
        // Without its own way out a NAT gateway ends up failed.
        { ...own, dependsOn: [toInternet, ...publicAssociations] },
      );
      const table = new aws.ec2.RouteTable(
        `${name}-private${suffix}`,
        { vpcId: vpc.id, tags: tags(`private${suffix}`) },
        own,
      );
      const route = new aws.ec2.Route(
        `${name}-private-nat${suffix}`,
        { routeTableId: table.id, destinationCidrBlock: "0.0.0.0/0", natGatewayId: nat.id },
        own,
      );
      return { table, route };
    });
    const privateAssociations = privateSubnets.flatMap((subnet, zone) => {
      const way = waysOut[zone] ?? waysOut[0];
      return way ? [associate(`${name}-private-${zone}`, way.table, subnet, own)] : [];
    });

    this.vpcId = vpc.id;
    this.publicSubnetIds = publicSubnets.map(({ id }) => id);
    this.privateSubnetIds = privateSubnets.map(({ id }) => id);
    const endpoints = args.endpoints
      ? new VpcEndpoints(
          `${name}-endpoints`,
          {
            clusterName: args.clusterName,
            region: args.region,
            vpcId: vpc.id,
            cidr: args.cidr,
            subnetIds: this.privateSubnetIds,
            routeTableIds: waysOut.map(({ table }) => table.id),
          },
          own,
        ).all
      : [];
    this.wayOut = [...waysOut.map(({ route }) => route), ...privateAssociations, ...endpoints];
    this.registerOutputs({ vpcId: this.vpcId });
  }
}

function associate(
  name: string,
  table: aws.ec2.RouteTable,
  subnet: aws.ec2.Subnet,
  opts: pulumi.CustomResourceOptions,
): aws.ec2.RouteTableAssociation {
  return new aws.ec2.RouteTableAssociation(name, { routeTableId: table.id, subnetId: subnet.id }, opts);
}
