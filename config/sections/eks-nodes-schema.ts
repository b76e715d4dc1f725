import { z } from "zod";
import { key } from "../schema/about-key";
import { typed, WHOLE } from "../schema/values";

const nodeCount = z.number().int().min(1);
const NODE_COUNT = `${WHOLE}, at least 1`;

const instanceType = typed(z.string().regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/));
const INSTANCE_TYPE = "an EC2 instance type such as t3.medium";

/** The instance type of nodes for which none is named. */
export const DEFAULT_INSTANCE_TYPE = "t3.medium";

export const nodesSchema = key(
  z
    .strictObject({
      desired: key(nodeCount.default(2), {
        meaning: "nodes to start with; later `min` and `max` decide",
        expected: NODE_COUNT,
      }),
      min: key(nodeCount.default(2), { meaning: "fewest nodes", expected: NODE_COUNT }),
      max: key(nodeCount.default(4), { meaning: "most nodes", expected: NODE_COUNT }),
      instanceType: key(instanceType.optional(), {
        meaning: "the one EC2 instance type of the nodes, where `instanceTypes` is not set",
        expected: INSTANCE_TYPE,
        default: DEFAULT_INSTANCE_TYPE,
      }),
      instanceTypes: key(
        z
          .array(key(instanceType, { meaning: "one type", expected: INSTANCE_TYPE, example: DEFAULT_INSTANCE_TYPE }))
          .min(1)
          // Amazon EKS, CreateNodegroup: instanceTypes.
          .max(20)
          .optional(),
        {
          meaning: "the EC2 instance types of the nodes, all of one architecture, the preferred one first",
          expected: "a list of 1 to 20 EC2 instance types",
          parts: [{ at: [0] }],
        },
      ),
      capacityType: key(z.enum(["ON_DEMAND", "SPOT"]).default("ON_DEMAND"), {
        meaning: "`SPOT` costs less, and AWS takes its nodes back with two minutes' notice",
        expected: "ON_DEMAND or SPOT",
      }),
      releaseVersion: key(typed(z.string().regex(/^1\.\d+\.\d+-20\d{6}$/)).optional(), {
        meaning:
          "the release of the nodes' AMI; a newer one patches them, node by node. Without it they keep the one that was newest as they were made",
        expected: "a release of the AMI for the cluster's Kubernetes version, such as 1.36.3-20260911",
        example: "1.36.3-20260911",
      }),
    })
    .prefault({}),
  {
    meaning: "EKS: the managed node group",
    expected: "{desired, min, max, instanceTypes, capacityType, releaseVersion}",
    parts: [{ at: ["desired"] }],
  },
);
