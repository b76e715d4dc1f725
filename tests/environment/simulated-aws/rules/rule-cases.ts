import { type Properties, TYPES } from "../account";
import { AUTO_MODE_CASES } from "./auto-mode-cases";
import { type Case } from "./case";
import { create, remove, thing, update } from "./changes";
import { CREATOR } from "./eks-rules";

const vpc = thing(TYPES.vpc, "vpc", { cidrBlock: "10.0.0.0/16" });
const subnet = (id: string, availabilityZone: string, cidrBlock = "10.0.0.0/24") =>
  thing(TYPES.subnet, id, { vpcId: "vpc", availabilityZone, cidrBlock });
const network = [
  vpc,
  subnet("a", "ap-northeast-1a"),
  subnet("c", "ap-northeast-1c", "10.0.1.0/24"),
  subnet("d", "ap-northeast-1d", "10.0.2.0/24"),
];

const cluster = (more: Properties = {}, subnetIds = ["a", "c"]): Properties => ({
  name: "mesh",
  version: "1.35",
  vpcConfig: { subnetIds, endpointPublicAccess: true, endpointPrivateAccess: true },
  ...more,
});
const running = (more: Properties = {}) => [...network, thing(TYPES.cluster, "mesh", cluster(more))];
const encrypted = (keyArn: string) => cluster({ encryptionConfig: { provider: { keyArn }, resources: ["secrets"] } });

const nodes = (more: Properties = {}): Properties => ({
  clusterName: "mesh",
  instanceTypes: ["t3.medium"],
  scalingConfig: { minSize: 1, desiredSize: 2, maxSize: 3 },
  version: "1.35",
  ...more,
});
const group = thing(TYPES.nodeGroup, "mesh:nodes", nodes());

const addon = (addonName: string): Properties => ({ clusterName: "mesh", addonName });
const entry = (principalArn: string): Properties => ({ clusterName: "mesh", principalArn });

/** At least one for each rule. */
export const CASES: readonly Case[] = [
  ...AUTO_MODE_CASES,
  {
    rule: "a cluster's name is its own",
    given: running(),
    change: create(TYPES.cluster, cluster()),
    sound: { given: network },
  },
  {
    rule: "a cluster's subnets are in at least two zones",
    given: network,
    change: create(TYPES.cluster, cluster({}, ["a"])),
    sound: { change: create(TYPES.cluster, cluster()) },
  },
  {
    rule: "a cluster's subnets are in zones that EKS runs in",
    given: [vpc, subnet("a", "us-east-1a"), subnet("b", "us-east-1b", "10.0.1.0/24")],
    change: create(TYPES.cluster, cluster({}, ["a", "b"])),
    sound: { given: [vpc, subnet("a", "us-east-1c"), subnet("b", "us-east-1b", "10.0.1.0/24")] },
  },
  {
    rule: "a cluster's zones stay what they were",
    given: running(),
    change: update(TYPES.cluster, "mesh", cluster(), cluster({}, ["a", "c", "d"])),
    sound: { change: update(TYPES.cluster, "mesh", cluster(), cluster({}, ["c", "a"])) },
  },
  {
    rule: "a cluster's endpoint can be reached",
    given: network,
    change: create(
      TYPES.cluster,
      cluster({ vpcConfig: { subnetIds: ["a", "c"], endpointPublicAccess: false, endpointPrivateAccess: false } }),
    ),
    sound: {
      change: create(
        TYPES.cluster,
        cluster({ vpcConfig: { subnetIds: ["a", "c"], endpointPublicAccess: false, endpointPrivateAccess: true } }),
      ),
    },
  },
  {
    rule: "a cluster moves one minor version at a time, and never back by an update",
    given: running(),
    change: update(TYPES.cluster, "mesh", cluster({ version: "1.34" }), cluster({ version: "1.36" })),
    sound: { change: update(TYPES.cluster, "mesh", cluster({ version: "1.35" }), cluster({ version: "1.36" })) },
  },
  {
    rule: "a cluster moves one minor version at a time, and never back by an update",
    given: running(),
    change: update(TYPES.cluster, "mesh", cluster({ version: "1.36" }), cluster({ version: "1.35" })),
    sound: { change: update(TYPES.cluster, "mesh", cluster({ version: "1.36" }), cluster({ version: "1.36" })) },
  },
  {
    rule: "a cluster is encrypted with the key that it has",
    given: running(),
    change: update(TYPES.cluster, "mesh", encrypted("key-1"), encrypted("key-2")),
    sound: { change: update(TYPES.cluster, "mesh", cluster(), encrypted("key-1")) },
  },
  {
    rule: "a cluster goes after its node groups",
    given: [...running(), group],
    change: remove(TYPES.cluster, "mesh"),
    sound: { given: running() },
  },
  {
    rule: "a protected cluster stays",
    given: running({ deletionProtection: true }),
    change: remove(TYPES.cluster, "mesh"),
    sound: { given: running({ deletionProtection: false }) },
  },
  {
    rule: "an addon is there once",
    given: [...running(), thing(TYPES.addon, "mesh:vpc-cni", addon("vpc-cni"))],
    change: create(TYPES.addon, addon("vpc-cni")),
    sound: {
      given: [...running(), thing(TYPES.addon, "other:vpc-cni", { ...addon("vpc-cni"), clusterName: "other" })],
    },
  },
  ...["coredns", "metrics-server"].map((name) => ({
    rule: "an addon of pods that need a node finds one",
    given: running(),
    change: create(TYPES.addon, addon(name)),
    sound: { given: [...running(), group] },
  })),
  {
    rule: "an addon of pods that need a node finds one",
    given: running({ computeConfig: { enabled: true, nodePools: [] } }),
    change: create(TYPES.addon, addon("metrics-server")),
    sound: { given: [...running({ computeConfig: { enabled: true, nodePools: [] } }), thing(TYPES.nodePool, "pool")] },
  },
  {
    rule: "an addon of pods that need a node finds one",
    given: [...running(), thing(TYPES.nodePool, "pool")],
    change: create(TYPES.addon, addon("metrics-server")),
    sound: { given: running({ computeConfig: { enabled: true, nodePools: ["system"] } }) },
  },
  {
    rule: "an addon of pods that need a node finds one",
    given: running(),
    change: create(TYPES.addon, addon("coredns")),
    sound: { change: create(TYPES.addon, addon("eks-pod-identity-agent")) },
  },
  {
    rule: "the cluster's creator has its entry already",
    given: running(),
    change: create(TYPES.accessEntry, entry(CREATOR)),
    sound: { change: create(TYPES.accessEntry, entry("arn:aws:iam::123456789012:role/ci")) },
  },
  {
    rule: "the cluster's creator has its entry already",
    given: [...running(), thing(TYPES.accessEntry, "mesh:ci", entry("ci"))],
    change: create(TYPES.accessEntry, entry("ci")),
    sound: { change: create(TYPES.accessEntry, { ...entry("ci"), clusterName: "other" }) },
  },
  {
    rule: "an access policy is for a principal that has an entry",
    given: running(),
    change: create(TYPES.accessPolicyAssociation, entry("ci")),
    sound: { given: [...running(), thing(TYPES.accessEntry, "mesh:ci", entry("ci"))] },
  },
  {
    rule: "a subnet is within its VPC",
    given: [vpc],
    change: create(TYPES.subnet, { vpcId: "vpc", cidrBlock: "10.1.0.0/24" }),
    sound: { change: create(TYPES.subnet, { vpcId: "vpc", cidrBlock: "10.0.255.0/24" }) },
  },
  {
    rule: "subnets of a VPC have no address in common",
    given: network,
    change: create(TYPES.subnet, { vpcId: "vpc", cidrBlock: "10.0.0.128/25" }),
    sound: { change: create(TYPES.subnet, { vpcId: "vpc", cidrBlock: "10.0.3.0/25" }) },
  },
  ...[TYPES.interface, TYPES.natGateway, TYPES.loadBalancer].map((type) => ({
    rule: "a subnet goes after every interface in it",
    given: [...network, thing(type, "in it", { subnetId: "a" })],
    change: remove(TYPES.subnet, "a"),
    sound: { given: [...network, thing(type, "elsewhere", { subnetId: "c" })] },
  })),
  ...[TYPES.subnet, TYPES.internetGateway, TYPES.ownGroup, TYPES.routeTable].map((type) => ({
    rule: "a VPC goes after all that is in it",
    given: [vpc, thing(type, "in it", { vpcId: "vpc" })],
    change: remove(TYPES.vpc, "vpc"),
    sound: { given: [vpc, thing(type, "elsewhere", { vpcId: "another" })] },
  })),
  ...[TYPES.natGateway, TYPES.loadBalancer].map((type) => ({
    rule: "an internet gateway goes after the public addresses behind it",
    given: [thing(type, "public")],
    change: remove(TYPES.internetGateway, "igw"),
    sound: { given: [] },
  })),
  {
    rule: "an address goes after what uses it",
    given: [thing(TYPES.natGateway, "nat", { allocationId: "eip" })],
    change: remove(TYPES.eip, "eip"),
    sound: { given: [thing(TYPES.natGateway, "nat", { allocationId: "another" })] },
  },
  {
    rule: "a route table goes after its associations",
    given: [thing(TYPES.routeTableAssociation, "one", { routeTableId: "rtb" })],
    change: remove(TYPES.routeTable, "rtb"),
    sound: { given: [] },
  },
  {
    rule: "a subnet has one route table",
    given: [thing(TYPES.routeTableAssociation, "one", { routeTableId: "rtb", subnetId: "a" })],
    change: create(TYPES.routeTableAssociation, { routeTableId: "other", subnetId: "a" }),
    sound: { change: create(TYPES.routeTableAssociation, { routeTableId: "other", subnetId: "c" }) },
  },
  {
    rule: "a node group is within its own bounds",
    given: running(),
    change: create(TYPES.nodeGroup, nodes({ scalingConfig: { minSize: 1, desiredSize: 5, maxSize: 3 } })),
    sound: { change: create(TYPES.nodeGroup, nodes()) },
  },
  {
    rule: "a node group's instances are of its image's architecture",
    given: running(),
    change: create(TYPES.nodeGroup, nodes({ instanceTypes: ["t3.medium", "t4g.medium"] })),
    sound: {
      change: create(TYPES.nodeGroup, nodes({ instanceTypes: ["t4g.medium"], amiType: "AL2023_ARM_64_STANDARD" })),
    },
  },
  {
    rule: "nodes are not newer than their control plane",
    given: running(),
    change: create(TYPES.nodeGroup, nodes({ version: "1.36" })),
    sound: { change: create(TYPES.nodeGroup, nodes({ version: "1.34" })) },
  },
  {
    rule: "a role goes after what is attached to it",
    given: [thing(TYPES.rolePolicyAttachment, "one", { role: "nodes" })],
    change: remove(TYPES.role, "nodes"),
    sound: { given: [thing(TYPES.rolePolicyAttachment, "one", { role: "another" })] },
  },
  {
    rule: "a policy goes after its attachments",
    given: [thing(TYPES.rolePolicyAttachment, "one", { policyArn: "arn" })],
    change: remove(TYPES.policy, "arn"),
    sound: { given: [] },
  },
  {
    rule: "a log group's name is its own",
    given: [thing(TYPES.logGroup, "/aws/eks/mesh/cluster")],
    change: create(TYPES.logGroup, { name: "/aws/eks/mesh/cluster" }),
    sound: { change: create(TYPES.logGroup, { name: "/aws/eks/other/cluster" }) },
  },
];
