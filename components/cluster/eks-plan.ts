import * as pulumi from "@pulumi/pulumi";
import * as aws from "@pulumi/aws";
import { type EksClusterConfig } from "../../config/config";
import { formatProblems, type Problem } from "../../config/problem/problem";
import { pulumiCommand } from "../../config/problem/render-fix";
import { creatorProblems } from "./eks-creator";
import { balancerChangeProblems } from "./balancer-change";
import { formerCluster, secretsKeyProblems, upgradeProblems, versionWarnings } from "./eks-history";
import { type LogGroupOrigin, logGroupOrigin } from "./eks-log-group";
import { type EksNeeds } from "./eks-needs";
import { type NetworkPlan, planNetwork } from "./network-plan";
import { type Architecture, architectureOf } from "./node-architecture";
import { desiredProblems, formerNodes, type NodeCount, nodeCount } from "./node-count";
import { formerResources } from "./stack-state";
import { remove } from "../../config/problem/fix";

/**
 * A cluster as it is to be, once AWS and the stack's state have been asked about all that the config leaves to them.
 */
export interface EksPlan {
  readonly config: EksClusterConfig;
  readonly needs: EksNeeds;
  readonly network: NetworkPlan;
  readonly logGroup: LogGroupOrigin;
  readonly architecture: Architecture;
  readonly nodeCount: NodeCount;
}

/**
 * Finds out what it takes to come to the cluster that the config asks for.
 *
 * @throws RunError when there is no way there, before anything has been touched.
 */
export async function planEks(config: EksClusterConfig, needs: EksNeeds): Promise<EksPlan> {
  const former = await formerResources();
  const [cluster, nodes] = [formerCluster(former, config.name), formerNodes(former, config.name)];
  const { gateway } = needs;
  const planned = await planNetwork(config, former);
  const problems = [
    ...upgradeProblems(config, cluster),
    ...secretsKeyProblems(config, cluster),
    ...desiredProblems(config.nodes, nodes),
    ...(await creatorProblems(config.access, cluster !== undefined)),
    ...(planned.problems ?? []),
    ...balancerChangeProblems(gateway, former),
    ...(await dnsZoneProblems(gateway.dnsZone, gateway.hosts)),
  ];
  if (!planned.plan || problems.length > 0) {
    throw new pulumi.RunError(formatProblems(problems, pulumiCommand(process.env)));
  }
  const today = new Date().toISOString().slice(0, 10);
  for (const warning of versionWarnings(config, cluster, today)) void pulumi.log.warn(warning);

  const [logGroup, architecture, count] = await Promise.all([
    logGroupOrigin(config.name, former),
    config.autoMode ? ("x86_64" as const) : architectureOf(config.nodes.instanceTypes, config.region),
    nodeCount(config.nodes, nodes, config.name),
  ]);
  return { config, needs, network: planned.plan, logGroup, architecture, nodeCount: count };
}

/** What keeps hosts from having records in a hosted zone of Route 53: it has other names than theirs. */
async function dnsZoneProblems(zoneId: string | undefined, hosts: readonly string[] = []): Promise<Problem[]> {
  if (zoneId === undefined) return [];
  const { name } = await aws.route53.getZone({ zoneId });
  const zone = name.replace(/\.$/, "");
  return hosts.flatMap((host, index): Problem[] => {
    if (host === zone || host.endsWith(`.${zone}`)) return [];
    const path = ["istio", "gateway", "hosts", index];
    const message = `${host} is not a name of the zone ${zone}, which istio.gateway.dnsZone names: expected one under ${zone}`;
    return [{ path, message, fix: remove(["istio", "gateway", "dnsZone"], "makes no records") }];
  });
}
