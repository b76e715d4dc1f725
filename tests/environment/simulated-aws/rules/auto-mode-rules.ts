import { type Account, part, parts, text, texts, type Thing, TYPES } from "../account";
import { type Change, type Rule } from "./rule";

const GUIDE = "https://docs.aws.amazon.com/eks/latest/userguide";

/** The one cluster of the simulated account that a thing of Kubernetes can be in. */
const clusterOf = (account: Account): Thing | undefined => account.all(TYPES.cluster)[0];

/** The name of an object of Kubernetes. */
const named = (thing: Pick<Thing, "inputs">) => text(part(thing, "metadata"), "name");

const nodeClass = (name: string, account: Account) =>
  account.all(TYPES.nodeClass).find((thing) => named(thing) === name);

/** The NodeClass that a NodePool refers to. */
const classOf = (pool: Pick<Thing, "inputs">) =>
  text(part(part(part(part(pool, "spec"), "template"), "spec"), "nodeClassRef"), "name");

/** Whether a role may put any tags on instances: what EKS's own policies do not let it. */
function mayTag(role: string, account: Account): boolean {
  return account
    .all(TYPES.rolePolicy)
    .some((one) => text(one, "role") === role && /"ec2:RunInstances"/.test(text(one, "policy")));
}

/** Whether nodes with a role may join: an entry of type EC2, with EKS's policy for them. */
function mayJoin(role: string, account: Account): boolean {
  const arn = `:role/${role}`;
  const ofRole = (type: string) => account.all(type).filter((one) => text(one, "principalArn").endsWith(arn));
  return (
    ofRole(TYPES.accessEntry).some((entry) => text(entry, "type") === "EC2") &&
    ofRole(TYPES.accessPolicyAssociation).some((one) => text(one, "policyArn").endsWith("/AmazonEKSAutoNodePolicy"))
  );
}

/** Whether EKS Auto Mode makes a node for a pod that waits for one: by a pool of its own, or by one of the stack's. */
export function makesNodes(cluster: Thing, account: Account): boolean {
  const compute = part(cluster, "computeConfig");
  const hasPool = texts(compute, "nodePools").length > 0 || account.all(TYPES.nodePool).length > 0;
  return compute.inputs["enabled"] === true && hasPool;
}

/** What is refused of the nodes of EKS Auto Mode. */
export const AUTO_MODE_RULES: readonly Rule[] = [
  {
    name: "built-in node pools and their role come together",
    backing: "cited rule",
    source: "terraform-aws-eks #3238, #3366: CreateCluster's messages for one without the other",
    on: { [TYPES.cluster]: ["create", "update"] },
    refusal: (change) => {
      const compute = part(change, "computeConfig");
      const [hasRole, hasPools] = [text(compute, "nodeRoleArn") !== "", texts(compute, "nodePools").length > 0];
      if (hasRole === hasPools) return undefined;
      return hasRole
        ? "InvalidParameterException: When Compute Config nodeRoleArn is not null or empty, nodePool value(s) must be provided."
        : "InvalidParameterException: When Compute Config nodeRoleArn is null or empty, nodePool list cannot be populated.";
    },
  },
  {
    name: "a NodeClass names what its nodes need",
    backing: "cited rule",
    source: `${GUIDE}/create-node-class.html: role, subnetSelectorTerms and securityGroupSelectorTerms are required`,
    on: { [TYPES.nodeClass]: ["create", "update"] },
    refusal: (change, account) => {
      const spec = part(change, "spec");
      const subnets = parts(spec, "subnetSelectorTerms").map((term) => text(term, "id"));
      const groups = parts(spec, "securityGroupSelectorTerms").map((term) => text(term, "id"));
      const isSound =
        account.find(TYPES.role, text(spec, "role")) !== undefined &&
        subnets.length > 0 &&
        subnets.every((id) => account.find(TYPES.subnet, id)) &&
        groups.length > 0 &&
        groups.every((id) => id.startsWith("sg-"));
      return isSound ? undefined : `NodeClass ${named(change)}: no such role, subnets or security groups`;
    },
  },
  {
    name: "nodes get tags where the cluster's role may set them",
    backing: "cited rule",
    source: `${GUIDE}/auto-cluster-iam-role.html: custom AWS tags for EKS Auto resources`,
    on: { [TYPES.nodeClass]: ["create", "update"] },
    refusal: (change, account) => {
      const cluster = clusterOf(account);
      const role = cluster ? text(cluster, "roleArn").replace(/^.*\//, "") : "";
      return Object.keys(part(part(change, "spec"), "tags").inputs).length === 0 || mayTag(role, account)
        ? undefined
        : `UnauthorizedOperation: ${role} is not authorized to perform: ec2:RunInstances`;
    },
  },
  {
    name: "a NodePool has its NodeClass",
    backing: "cited rule",
    source: `${GUIDE}/create-node-pool.html: it must refer to a NodeClass that exists`,
    on: { [TYPES.nodePool]: ["create", "update"] },
    refusal: (change, account) =>
      nodeClass(classOf(change), account) ? undefined : `NodeClass ${classOf(change)} not found`,
  },
  {
    name: "nodes join where their role has an entry",
    backing: "cited rule",
    source: `${GUIDE}/create-node-class.html: create node class access entry; terraform-aws-eks #3578`,
    on: { [TYPES.nodePool]: ["create"] },
    refusal: (change, account) => {
      const ofPool = nodeClass(classOf(change), account);
      const role = ofPool ? text(part(ofPool, "spec"), "role") : "";
      return ofPool && !mayJoin(role, account) ? `nodes of role ${role} are not authorized to join` : undefined;
    },
  },
  {
    name: "what nodes need goes after their NodePool",
    backing: "cited rule",
    source:
      "kubernetes-sigs/karpenter, nodeclaimtemplate.go: NodeClaims are their pool's, and end before it where it is removed in the foreground; " +
      "a NodeClass waits for them",
    on: {
      [TYPES.nodeClass]: ["delete"],
      [TYPES.accessEntry]: ["delete"],
      [TYPES.accessPolicyAssociation]: ["delete"],
      [TYPES.rolePolicyAttachment]: ["delete"],
      [TYPES.cluster]: ["delete"],
    },
    refusal: (change, account) => {
      const pool = account.all(TYPES.nodePool).find((one) => needs(one, change, account));
      return pool && `the NodePool ${named(pool)} is left without nodes that work: it still needs ${change.id}`;
    },
  },
];

/** Whether the nodes of a pool need what is to go. */
function needs(pool: Thing, change: Change, account: Account): boolean {
  if (change.type === TYPES.cluster) return true;
  if (change.type === TYPES.nodeClass) return named(change) === classOf(pool);
  const ofPool = nodeClass(classOf(pool), account);
  const role = ofPool ? text(part(ofPool, "spec"), "role") : "";
  return text(change, "principalArn").endsWith(`:role/${role}`) || text(change, "role") === role;
}
