import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface HostRecordsArgs {
  /** The hosted zone of Route 53. */
  readonly zoneId: string;
  /** The names that lead to the load balancer, each in that zone. */
  readonly hosts: readonly string[];
  /** The load balancer's own name. */
  readonly address: pulumi.Input<string>;
}

/**
 * A record for each host, which leads to the gateway's load balancer: an alias, since the name of the zone itself takes
 * no CNAME.
 */
export class HostRecords extends pulumi.ComponentResource {
  static readonly __pulumiType: string = "mesh:index:HostRecords";

  constructor(name: string, args: HostRecordsArgs, opts?: pulumi.ComponentResourceOptions) {
    super(HostRecords.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { id: balancerZoneId } = aws.lb.getHostedZoneIdOutput({ loadBalancerType: "network" }, own);
    for (const host of args.hosts) {
      new aws.route53.Record(
        `${name}-${host}`,
        {
          zoneId: args.zoneId,
          name: host,
          type: "A",
          aliases: [{ name: args.address, zoneId: balancerZoneId, evaluateTargetHealth: true }],
        },
        own,
      );
    }
    this.registerOutputs();
  }
}
