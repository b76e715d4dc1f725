import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type EksClusterConfig } from "../../config/config";
import { type Architecture } from "./node-architecture";
import { type NodeCount, STARTED_WITH } from "./node-count";

export interface NodeGroupArgs {
  readonly clusterName: pulumi.Input<string>;
  /** `major.minor`, as the control plane's. */
  readonly kubernetesVersion: string;
  readonly subnetIds: pulumi.Input<string>[];
  readonly nodes: EksClusterConfig["nodes"];
  readonly count: NodeCount;
  readonly architecture: Architecture;
}

/** What a node needs to be allowed: to join its cluster, to give pods addresses of the VPC, to pull images from ECR. */
const NODE_POLICIES = ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryPullOnly"];

/**
 * The cluster's nodes: a node group that EKS replaces node by node on an upgrade. With other instance types or another
 * capacity it is another group, which is there before the old one drains.
 */
export class NodeGroup extends pulumi.ComponentResource {
  static readonly __pulumiType: string = "mesh:index:NodeGroup";

  constructor(name: string, args: NodeGroupArgs, opts?: pulumi.ComponentResourceOptions) {
    super(NodeGroup.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { nodes, count } = args;

    const role = new aws.iam.Role(
      `${name}-role`,
      { assumeRolePolicy: aws.iam.assumeRolePolicyForPrincipal({ Service: "ec2.amazonaws.com" }) },
      own,
    );
    const { partition } = aws.getPartitionOutput({}, own);
    const permissions = NODE_POLICIES.map(
      (policy) =>
        new aws.iam.RolePolicyAttachment(
          `${name}-${policy}`,
          { role: role.name, policyArn: pulumi.interpolate`arn:${partition}:iam::aws:policy/${policy}` },
          own,
        ),
    );

    // No security group is named here: so nodes are in the cluster's own one, whose members may all reach each other.
    // The API server is one of them, and so reaches istiod's webhooks on port 15017.
    const template = new aws.ec2.LaunchTemplate(
      `${name}-template`,
      {
        metadataOptions: {
          httpEndpoint: "enabled",
          // IMDSv2 only, and one hop: a pod never gets at the node's credentials.
          httpTokens: "required",
          httpPutResponseHopLimit: 1,
        },
        blockDeviceMappings: [
          { deviceName: "/dev/xvda", ebs: { volumeSize: 30, volumeType: "gp3", encrypted: "true" } },
        ],
      },
      own,
    );

    new aws.eks.NodeGroup(
      `${name}-group`,
      {
        clusterName: args.clusterName,
        version: args.kubernetesVersion,
        ...(nodes.releaseVersion !== undefined && { releaseVersion: nodes.releaseVersion }),
        nodeRoleArn: role.arn,
        subnetIds: args.subnetIds,
        instanceTypes: [...nodes.instanceTypes],
        // What EKS takes by itself is not said, for a group that says it now is another one to AWS' provider.
        ...(args.architecture === "arm64" && { amiType: "AL2023_ARM_64_STANDARD" }),
        ...(nodes.capacityType === "SPOT" && { capacityType: nodes.capacityType }),
        scalingConfig: { desiredSize: count.desired, minSize: nodes.min, maxSize: nodes.max },
        updateConfig: { maxUnavailable: 1 },
        launchTemplate: { id: template.id, version: pulumi.interpolate`${template.latestVersion}` },
        tags: { [STARTED_WITH]: String(nodes.desired) },
      },
      {
        ...own,
        // The network plugin on a node gives the node's interfaces back as it ends; it must still be allowed to by
        // then.
        dependsOn: permissions,
        ...(count.isKept && { ignoreChanges: ["scalingConfig.desiredSize"] }),
        // Its name up to the previous release.
        aliases: [{ name: `${name}-nodes` }],
      },
    );

    this.registerOutputs();
  }
}
