import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface VpcEndpointsArgs {
  readonly clusterName: string;
  readonly region: string;
  readonly vpcId: pulumi.Input<string>;
  /** The VPC's addresses, from which they are reached. */
  readonly cidr: string;
  readonly subnetIds: pulumi.Input<string>[];
  readonly routeTableIds: pulumi.Input<string>[];
}

/**
 * What nodes and the cluster's controllers ask of AWS (docs.aws.amazon.com, Deploy private clusters with limited
 * internet access): the addresses of pods, the tokens of roles and of Pod Identity, images, load balancers, logs, and
 * the cluster itself.
 */
const SERVICES = ["ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "elasticloadbalancing", "logs", "sts"];

/**
 * The ways to AWS' own services that stay inside of a VPC. Images' layers are on S3, whose endpoint costs nothing; each
 * of the others costs by the hour in each zone, and saves what a NAT gateway takes for the traffic.
 */
export class VpcEndpoints extends pulumi.ComponentResource {
  static readonly __pulumiType: string = "mesh:index:VpcEndpoints";

  /** What a node that starts relies on. */
  readonly all: pulumi.Resource[];

  constructor(name: string, args: VpcEndpointsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(VpcEndpoints.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { vpcId, region } = args;
    const serviceName = (service: string) => `com.amazonaws.${region}.${service}`;
    const tags = (suffix: string) => ({ Name: `${args.clusterName}-${suffix}` });

    const https = new aws.ec2.SecurityGroup(
      `${name}-https`,
      {
        vpcId,
        description: "HTTPS from the VPC to the endpoints of AWS services",
        ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: [args.cidr] }],
        tags: tags("endpoints"),
      },
      own,
    );
    const storage = new aws.ec2.VpcEndpoint(
      `${name}-s3`,
      {
        vpcId,
        serviceName: serviceName("s3"),
        vpcEndpointType: "Gateway",
        routeTableIds: args.routeTableIds,
        tags: tags("s3"),
      },
      own,
    );
    const interfaces = SERVICES.map(
      (service) =>
        new aws.ec2.VpcEndpoint(
          `${name}-${service.replace(".", "-")}`,
          {
            vpcId,
            serviceName: serviceName(service),
            vpcEndpointType: "Interface",
            subnetIds: args.subnetIds,
            securityGroupIds: [https.id],
            // So that the service's usual name leads here.
            privateDnsEnabled: true,
            tags: tags(service),
          },
          own,
        ),
    );

    this.all = [storage, ...interfaces];
    this.registerOutputs();
  }
}
