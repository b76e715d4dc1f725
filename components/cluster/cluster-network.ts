import * as pulumi from "@pulumi/pulumi";
import { type EksClusterConfig } from "../../config/config";
import { DEFAULT_CIDR } from "../../mesh/network/subnets";
import { Network } from "./network";
import { type NetworkPlan } from "./network-plan";

/** The network that a cluster is in, as far as the cluster needs to know it. */
export interface ClusterNetwork {
  readonly vpcId: pulumi.Output<string>;
  readonly privateSubnetIds: pulumi.Output<string>[];
  /** Those of a network that the stack has made; in one that exists, load balancers find theirs by their tags. */
  readonly publicSubnetIds?: pulumi.Output<string>[];
  /** What must be there for a node to reach the internet. */
  readonly wayOut: readonly pulumi.Resource[];
}

/** Makes the network that is planned, or names the one that exists. */
export function clusterNetwork(
  name: string,
  { name: clusterName, region, network: { cidr, natPerZone, endpoints } }: EksClusterConfig,
  plan: NetworkPlan,
  opts: pulumi.ComponentResourceOptions,
): ClusterNetwork {
  if (plan.zones) {
    const args = { clusterName, region, zones: plan.zones, cidr: cidr ?? DEFAULT_CIDR, natPerZone, endpoints };
    return new Network(name, args, opts);
  }
  return {
    vpcId: pulumi.output(plan.vpcId),
    privateSubnetIds: plan.subnetIds.map((id) => pulumi.output(id)),
    wayOut: [],
  };
}
