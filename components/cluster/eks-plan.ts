import * as pulumi from "@pulumi/pulumi";
import { type EksClusterConfig } from "../../config/config";
import { formatProblems } from "../../config/problem/problem";
import { pulumiCommand } from "../../config/problem/render-fix";
import { creatorProblems } from "./eks-creator";
import { formerCluster, upgradeProblems, warnOfVersion } from "./eks-history";
import { type LogGroupOrigin, logGroupOrigin } from "./eks-log-group";
import { availabilityZones } from "./network";
import { type Architecture, architectureOf } from "./node-architecture";
import { desiredProblems, formerNodes, type NodeCount, nodeCount } from "./node-count";
import { formerResources } from "./stack-state";

/** A cluster as it is to be, once AWS and the stack's state have been asked about all that the config leaves to them. */
export interface EksPlan {
  readonly config: EksClusterConfig;
  /** The availability zones that the cluster's network spans. */
  readonly zones: readonly string[];
  readonly logGroup: LogGroupOrigin;
  readonly architecture: Architecture;
  readonly nodeCount: NodeCount;
}

/**
 * Finds out what it takes to come to the cluster that the config asks for.
 *
 * @throws RunError when there is no way there, before anything has been touched.
 */
export async function planEks(config: EksClusterConfig): Promise<EksPlan> {
  const former = await formerResources();
  const [cluster, nodes] = [formerCluster(former, config.name), formerNodes(former, config.name)];
  const problems = [
    ...upgradeProblems(config, cluster),
    ...desiredProblems(config.nodes, nodes),
    ...(await creatorProblems(config.access, cluster !== undefined)),
  ];
  if (problems.length > 0) throw new pulumi.RunError(formatProblems(problems, pulumiCommand(process.env)));
  warnOfVersion(config, cluster, new Date().toISOString().slice(0, 10));

  const [zones, logGroup, architecture, count] = await Promise.all([
    availabilityZones(config.zones),
    logGroupOrigin(config.name, former),
    config.autoMode ? ("x86_64" as const) : architectureOf(config.nodes.instanceTypes, config.region),
    nodeCount(config.nodes, nodes, config.name),
  ]);
  return { config, zones, logGroup, architecture, nodeCount: count };
}
