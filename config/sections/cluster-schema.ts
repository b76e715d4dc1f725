import { z } from "zod";
import { key } from "../schema/about-key";
import { text, typed, WHOLE } from "../schema/values";

const nodeCount = z.number().int().min(1);
const NODE_COUNT = `${WHOLE}, at least 1`;

const kindOf = <Kind extends string>(kind: Kind) =>
  key(z.literal(kind), {
    meaning: "`eks` makes a cluster and its network, `existing` uses one",
    expected: "eks or existing",
    example: "eks",
  });

const nodes = z
  .strictObject({
    desired: key(nodeCount.default(2), { meaning: "nodes to start with", expected: NODE_COUNT }),
    min: key(nodeCount.default(2), { meaning: "fewest nodes", expected: NODE_COUNT }),
    max: key(nodeCount.default(4), { meaning: "most nodes", expected: NODE_COUNT }),
    instanceType: key(typed(z.string().regex(/^[a-z][a-z0-9-]*\.[a-z0-9-]+$/)).default("t3.medium"), {
      meaning: "EC2 instance type of the nodes",
      expected: "an EC2 instance type such as t3.medium",
    }),
  })
  .prefault({});

const eksCluster = z.strictObject({
  kind: kindOf("eks"),
  // Amazon EKS, CreateCluster: the pattern of `name`.
  name: key(typed(z.string().regex(/^[0-9A-Za-z][\w-]{0,99}$/)).default("istio-test-cluster"), {
    meaning: "EKS: the cluster's name",
    expected: "1 to 100 letters, digits, hyphens or underscores, the first a letter or digit",
  }),
  kubernetesVersion: key(typed(z.string().regex(/^1\.\d+$/)).default("1.36"), {
    meaning: "EKS: the control plane's and the nodes' version",
    expected: 'a minor version in quotes, such as "1.36"',
  }),
  zones: key(z.number().int().min(2).max(6).default(2), {
    meaning: "EKS: how many availability zones the network spans",
    expected: `${WHOLE} from 2 to 6`,
  }),
  nodes: key(nodes, {
    meaning: "EKS: the managed node group",
    expected: "{desired, min, max, instanceType}",
    parts: [{ at: ["desired"] }],
  }),
});

const existingCluster = z.strictObject({
  kind: kindOf("existing"),
  kubeconfig: key(text.default("~/.kube/config"), {
    meaning: "existing: the kubeconfig file; `~` is your home folder",
    expected: "the path of a kubeconfig file",
  }),
  context: key(text, {
    meaning: "existing: the context in that file",
    expected: "the name of a context in that kubeconfig",
    example: "kind-mesh",
  }),
});

export const clusterSchema = key(z.discriminatedUnion("kind", [eksCluster, existingCluster]), {
  meaning: "the cluster: one on EKS that the stack owns, or one that exists",
  expected: "{kind: eks, ...} or {kind: existing, ...}",
  parts: [{ at: ["kind"] }],
});

export type EksInput = z.output<typeof eksCluster>;
export type ExistingInput = z.output<typeof existingCluster>;
