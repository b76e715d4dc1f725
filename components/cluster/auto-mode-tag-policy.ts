import { type iam } from "@pulumi/aws";

/** Given to a request by EKS Auto Mode itself, with the name of the cluster for which its session is. */
const OF_CLUSTER = { "aws:RequestTag/eks:eks-cluster-name": "${aws:PrincipalTag/eks:eks-cluster-name}" };

/** The request names something of the cluster that it is for, whatever its name is. */
const named = (...tags: readonly string[]) => ({
  StringLike: Object.fromEntries(tags.map((tag) => [`aws:RequestTag/eks:kubernetes-${tag}`, "*"])),
});

/**
 * What EKS Auto Mode needs beyond AWS's own policies to put a stack's tags on nodes, volumes and load balancers: those
 * policies take no tags but EKS's (docs.aws.amazon.com/eks/latest/userguide/auto-cluster-iam-role.html, Custom AWS tags
 * for EKS Auto resources; without its part for Shield, which nothing here uses). Each action is for the role's own
 * cluster alone.
 */
export function autoModeTagPolicy(partition: string): iam.PolicyDocument {
  const ec2 = (resource: string) => `arn:${partition}:ec2:*:*:${resource}/*`;
  const allow = (Sid: string, Action: string[], Resource: string | string[], condition = {}) => ({
    Sid,
    Effect: "Allow" as const,
    Action,
    Resource,
    Condition: { StringEquals: OF_CLUSTER, ...condition },
  });
  const made = ["LoadBalancer", "TargetGroup", "Listener", "Rule"].map((what) => `elasticloadbalancing:Create${what}`);
  return {
    Version: "2012-10-17",
    Statement: [
      allow(
        "Nodes",
        ["ec2:CreateFleet", "ec2:RunInstances", "ec2:CreateLaunchTemplate"],
        "*",
        named("node-class-name", "node-pool-name"),
      ),
      allow("Volumes", ["ec2:CreateVolume", "ec2:CreateSnapshot"], ["volume", "snapshot"].map(ec2)),
      allow("Interfaces", ["ec2:CreateNetworkInterface"], "*", named("cni-node-name")),
      allow("LoadBalancers", [...made, "ec2:CreateSecurityGroup"], "*"),
    ],
  };
}
