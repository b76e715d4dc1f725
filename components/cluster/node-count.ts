import { isDeepStrictEqual } from "node:util";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type EksClusterConfig } from "../../config/config";
import { inTurn, set } from "../../config/problem/fix";
import { type Problem } from "../../config/problem/problem";
import { type FormerResource, formerResource } from "./stack-state";

/**
 * The tag of a node group that says how many nodes it was asked to start with: of how many it has, an autoscaler
 * decides.
 */
export const STARTED_WITH = "bookinfo-mesh/nodes-to-start-with";

type Limits = Pick<EksClusterConfig["nodes"], "desired" | "min" | "max">;

/** What makes another group of nodes when it changes, which takes over from the old one. */
type Kind = Pick<EksClusterConfig["nodes"], "instanceTypes" | "capacityType">;

/** A node group after the stack's last update. */
export interface FormerNodes {
  readonly groupName: string;
  readonly desired: number;
  readonly min: number;
  readonly max: number;
  readonly kind: Kind;
  /** How many it was asked to start with, where that was noted. */
  readonly startedWith: number | undefined;
}

/** The node group of a cluster among the resources of the stack's last update; undefined where there was none. */
export function formerNodes(resources: readonly FormerResource[], clusterName: string): FormerNodes | undefined {
  const outputs = formerResource(resources, "aws:eks/nodeGroup:NodeGroup", { clusterName })?.outputs as
    | {
        readonly nodeGroupName?: string;
        readonly scalingConfig?: { readonly desiredSize: number; readonly minSize: number; readonly maxSize: number };
        readonly instanceTypes?: readonly string[];
        readonly capacityType?: Kind["capacityType"];
        readonly tags?: Readonly<Record<string, string>>;
      }
    | undefined;
  if (!outputs?.scalingConfig || outputs.nodeGroupName === undefined) return undefined;
  const { desiredSize: desired, minSize: min, maxSize: max } = outputs.scalingConfig;
  const { instanceTypes = [], capacityType = "ON_DEMAND", nodeGroupName: groupName } = outputs;
  const tag = outputs.tags?.[STARTED_WITH];
  const startedWith = tag === undefined ? undefined : Number(tag);
  return { groupName, desired, min, max, kind: { instanceTypes, capacityType }, startedWith };
}

/**
 * What is wrong with another number of nodes to start with, once they have been: it would do nothing. One that only
 * follows new limits is right, for it has to be between them.
 */
export function desiredProblems(limits: Limits, former: FormerNodes | undefined): Problem[] {
  const startedWith = former?.startedWith;
  if (startedWith === undefined || limits.desired === within(startedWith, limits)) return [];
  const at = (name: string) => ["cluster", "nodes", name];
  const message = `${limits.desired} has no effect: the nodes run already, and ${startedWith} was for their start alone; expected cluster.nodes.min or max to say how many there are`;
  const isMore = limits.desired > startedWith;
  const fix = isMore
    ? set(at("min"), limits.desired, `or set it back to ${startedWith}`)
    : inTurn(
        ...(limits.min > limits.desired ? [set(at("min"), limits.desired)] : []),
        set(at("max"), limits.desired, `or set it back to ${startedWith}`),
      );
  return [{ path: at("desired"), message, fix }];
}

/** How many nodes a group is asked for; `isKept` where that is as many as it has, whoever decided about them. */
export interface NodeCount {
  readonly desired: number;
  readonly isKept: boolean;
}

/**
 * As many as to start with, and from then on as many as there are: an autoscaler decides. Where that number has to be
 * said, to another group that takes over, or with new limits, which AWS takes only with a number between them, it is
 * the present one.
 */
export async function nodeCount(
  nodes: Limits & Kind,
  former: FormerNodes | undefined,
  clusterName: string,
): Promise<NodeCount> {
  if (!former) return { desired: nodes.desired, isKept: false };
  const { min, max, instanceTypes, capacityType } = nodes;
  const isSame = isDeepStrictEqual({ min, max, kind: { instanceTypes, capacityType } }, pickLimits(former));
  if (isSame) return { desired: nodes.desired, isKept: true };
  return { desired: within(await presentDesired(former, clusterName), nodes), isKept: false };
}

function pickLimits({ min, max, kind }: FormerNodes) {
  return { min, max, kind };
}

/** How many nodes a group is to have at present; what the last update knew of, where AWS may not be asked. */
async function presentDesired({ groupName, desired }: FormerNodes, clusterName: string): Promise<number> {
  return aws.eks.getNodeGroup({ clusterName, nodeGroupName: groupName }).then(
    ({ scalingConfigs }) => scalingConfigs[0]?.desiredSize ?? desired,
    (error: unknown) => {
      void pulumi.log.warn(
        `can't tell how many nodes ${groupName} has now, so ${desired} is assumed: ${String(error)}\n` +
          "  Allow eks:DescribeNodegroup.",
      );
      return desired;
    },
  );
}

function within(count: number, { min, max }: Limits): number {
  return Math.min(Math.max(count, min), max);
}
