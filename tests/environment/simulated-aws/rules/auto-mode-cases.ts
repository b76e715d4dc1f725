import { type Properties, type Thing, TYPES } from "../account";
import { type Case } from "./case";
import { create, remove, thing } from "./changes";

const ROLE = "arn:aws:iam::123456789012:role/nodes";
const JOINS = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSAutoNodePolicy";

const network = [
  thing(TYPES.vpc, "vpc", { cidrBlock: "10.0.0.0/16" }),
  thing(TYPES.subnet, "a", { vpcId: "vpc", availabilityZone: "ap-northeast-1a", cidrBlock: "10.0.0.0/24" }),
  thing(TYPES.subnet, "c", { vpcId: "vpc", availabilityZone: "ap-northeast-1c", cidrBlock: "10.0.1.0/24" }),
];
const cluster = (computeConfig: Properties): Properties => ({
  name: "mesh",
  roleArn: "arn:aws:iam::123456789012:role/plane",
  vpcConfig: { subnetIds: ["a", "c"], endpointPublicAccess: true },
  computeConfig: { enabled: true, ...computeConfig },
});

const mayTag = thing(TYPES.rolePolicy, "plane:tags", { role: "plane", policy: '{"Action":["ec2:RunInstances"]}' });
const ofRole: Properties = { clusterName: "mesh", principalArn: ROLE };
const entry = (type: string) => thing(TYPES.accessEntry, `mesh:${ROLE}`, { ...ofRole, type });
const joins = thing(TYPES.accessPolicyAssociation, "joins", { ...ofRole, policyArn: JOINS });
const rights = thing(TYPES.rolePolicyAttachment, "rights", { role: "nodes", policyArn: "minimal" });

const nodeClass = (spec: Properties): Properties => ({
  metadata: { name: "workloads" },
  spec: {
    role: "nodes",
    subnetSelectorTerms: [{ id: "a" }],
    securityGroupSelectorTerms: [{ id: "sg-1" }],
    ...spec,
  },
});
const pool = (name: string): Properties => ({
  metadata: { name: "workloads" },
  spec: { template: { spec: { nodeClassRef: { name } } } },
});
const madeClass = thing(TYPES.nodeClass, "class", nodeClass({}));
const madePool = thing(TYPES.nodePool, "pool", pool("workloads"));

const plane = [
  ...network,
  thing(TYPES.role, "nodes"),
  thing(TYPES.cluster, "mesh", cluster({ nodePools: [] })),
  mayTag,
];
const whole = [...plane, entry("EC2"), joins, rights, madeClass, madePool];
const without = (gone: Thing, all: readonly Thing[]) => all.filter((one) => one !== gone);

/** At least one for each rule of EKS Auto Mode's nodes. */
export const AUTO_MODE_CASES: readonly Case[] = [
  {
    rule: "built-in node pools and their role come together",
    given: network,
    change: create(TYPES.cluster, cluster({ nodePools: [], nodeRoleArn: ROLE })),
    sound: { change: create(TYPES.cluster, cluster({ nodePools: [] })) },
  },
  {
    rule: "built-in node pools and their role come together",
    given: network,
    change: create(TYPES.cluster, cluster({ nodePools: ["system"] })),
    sound: { change: create(TYPES.cluster, cluster({ nodePools: ["system"], nodeRoleArn: ROLE })) },
  },
  ...[{ role: "none" }, { subnetSelectorTerms: [] }, { securityGroupSelectorTerms: [{ name: "" }] }].map((spec) => ({
    rule: "a NodeClass names what its nodes need",
    given: plane,
    change: create(TYPES.nodeClass, nodeClass(spec)),
    sound: { change: create(TYPES.nodeClass, nodeClass({})) },
  })),
  {
    rule: "nodes get tags where the cluster's role may set them",
    given: without(mayTag, plane),
    change: create(TYPES.nodeClass, nodeClass({ tags: { owner: "platform" } })),
    sound: { given: plane },
  },
  {
    rule: "nodes get tags where the cluster's role may set them",
    given: without(mayTag, plane),
    change: create(TYPES.nodeClass, nodeClass({ tags: { owner: "platform" } })),
    sound: { change: create(TYPES.nodeClass, nodeClass({ tags: {} })) },
  },
  {
    rule: "a NodePool has its NodeClass",
    given: without(madePool, whole),
    change: create(TYPES.nodePool, pool("default")),
    sound: { change: create(TYPES.nodePool, pool("workloads")) },
  },
  ...[
    [madeClass, entry("EC2")],
    [madeClass, joins],
    [madeClass, entry("STANDARD"), joins],
  ].map((given) => ({
    rule: "nodes join where their role has an entry",
    given: [...plane, ...given],
    change: create(TYPES.nodePool, pool("workloads")),
    sound: { given: [...plane, madeClass, entry("EC2"), joins] },
  })),
  ...[madeClass, entry("EC2"), joins, rights].map(({ type, id, inputs }) => ({
    rule: "what nodes need goes after their NodePool",
    given: whole,
    change: remove(type, id, inputs),
    sound: { given: without(madePool, whole) },
  })),
  {
    rule: "what nodes need goes after their NodePool",
    given: whole,
    change: remove(TYPES.cluster, "mesh"),
    sound: { given: without(madePool, whole) },
  },
];
