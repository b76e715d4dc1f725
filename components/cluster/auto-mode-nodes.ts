import * as aws from "@pulumi/aws";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { autoModeTagPolicy } from "./auto-mode-tag-policy";

export interface AutoModeNodesArgs {
  /** The control plane, with EKS Auto Mode and none of its built-in node pools. */
  readonly cluster: pulumi.Output<aws.eks.Cluster>;
  readonly subnetIds: pulumi.Input<string>[];
  /** Tags of instances, their volumes and interfaces, and of all else that EKS Auto Mode makes by itself. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * What a node of EKS Auto Mode needs to be allowed
 * (docs.aws.amazon.com/eks/latest/userguide/auto-create-node-role.html).
 */
const NODE_POLICIES = ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"];

/** What the NodeClass and the NodePool are called. `default`, `general-purpose` and `system` are names of EKS's own. */
const NAME = "workloads";

/**
 * The nodes of EKS Auto Mode, which runs them by a NodePool of the stack. It takes the place of the built-in ones,
 * whose NodeClass belongs to EKS and takes no tags.
 */
export class AutoModeNodes extends pulumi.ComponentResource {
  static readonly __pulumiType: string = "mesh:index:AutoModeNodes";

  /** @param opts with the provider of the cluster in which the nodes are */
  constructor(name: string, args: AutoModeNodesArgs, opts: pulumi.ComponentResourceOptions) {
    super(AutoModeNodes.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { cluster, tags } = args;
    const { partition } = aws.getPartitionOutput({}, own);

    // For volumes and load balancers, too.
    const tagRights = new aws.iam.RolePolicy(
      `${name}-tags`,
      {
        role: cluster.roleArn.apply(nameOfRole),
        policy: partition.apply((one) => JSON.stringify(autoModeTagPolicy(one))),
      },
      own,
    );

    const role = new aws.iam.Role(
      `${name}-role`,
      { assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "ec2.amazonaws.com" }) },
      own,
    );
    const rights = NODE_POLICIES.map(
      (policy) =>
        new aws.iam.RolePolicyAttachment(
          `${name}-${policy}`,
          { role: role.name, policyArn: pulumi.interpolate`arn:${partition}:iam::aws:policy/${policy}` },
          own,
        ),
    );
    // EKS makes an entry for the role of its built-in pools alone (docs.aws.amazon.com, Create node class access
    // entry).
    const entry = new aws.eks.AccessEntry(
      `${name}-entry`,
      { clusterName: cluster.name, principalArn: role.arn, type: "EC2" },
      own,
    );
    const access = new aws.eks.AccessPolicyAssociation(
      `${name}-entry-policy`,
      {
        clusterName: cluster.name,
        principalArn: entry.principalArn,
        policyArn: pulumi.interpolate`arn:${partition}:eks::aws:cluster-access-policy/AmazonEKSAutoNodePolicy`,
        accessScope: { type: "cluster" },
      },
      own,
    );

    const nodeClass = new k8s.apiextensions.CustomResource(
      `${name}-class`,
      {
        apiVersion: "eks.amazonaws.com/v1",
        kind: "NodeClass",
        metadata: { name: NAME },
        spec: {
          role: role.name,
          subnetSelectorTerms: args.subnetIds.map((id) => ({ id })),
          // The cluster's own group, whose members may all reach each other: the API server reaches istiod's webhooks.
          securityGroupSelectorTerms: [{ id: cluster.vpcConfig.clusterSecurityGroupId }],
          tags: { ...tags },
        },
      },
      // A node that ends must still be allowed to, and EKS to make one with tags.
      { ...own, dependsOn: [...rights, access, tagRights] },
    );
    nodePool(`${name}-pool`, nodeClass.metadata.name, own);
    this.registerOutputs();
  }
}

/**
 * A NodePool as the built-in `general-purpose` is: on-demand instances of common families for amd64, none of which gets
 * older than two weeks (docs.aws.amazon.com/eks/latest/userguide/set-builtin-node-pools.html,
 * automode-learn-instances.html).
 */
function nodePool(name: string, nodeClass: pulumi.Output<string>, opts: pulumi.CustomResourceOptions) {
  const isIn = (key: string, ...values: string[]) => ({ key, operator: "In", values });
  return new k8s.apiextensions.CustomResource(
    name,
    {
      apiVersion: "karpenter.sh/v1",
      kind: "NodePool",
      metadata: {
        name: NAME,
        // It is gone once its nodes are: what they need is still there as they end.
        annotations: { "pulumi.com/deletionPropagationPolicy": "foreground" },
      },
      spec: {
        template: {
          spec: {
            nodeClassRef: { group: "eks.amazonaws.com", kind: "NodeClass", name: nodeClass },
            requirements: [
              isIn("karpenter.sh/capacity-type", "on-demand"),
              isIn("eks.amazonaws.com/instance-category", "c", "m", "r"),
              { key: "eks.amazonaws.com/instance-generation", operator: "Gt", values: ["4"] },
              isIn("kubernetes.io/arch", "amd64"),
            ],
            expireAfter: "336h",
            terminationGracePeriod: "24h",
          },
        },
        disruption: {
          consolidationPolicy: "WhenEmptyOrUnderutilized",
          consolidateAfter: "30s",
          budgets: [{ nodes: "10%" }],
        },
      },
    },
    { ...opts, customTimeouts: { delete: "20m" } },
  );
}

/** The name in the ARN of a role, which may have a path before it. */
function nameOfRole(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
