import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type EksClusterConfig } from "../../config/config";

export interface EksAccessArgs {
  readonly clusterName: pulumi.Input<string>;
  readonly access: EksClusterConfig["access"];
}

/**
 * The access policy of EKS behind each list (docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html).
 */
const POLICIES = {
  clusterAdmin: "AmazonEKSClusterAdminPolicy",
  adminView: "AmazonEKSAdminViewPolicy",
  view: "AmazonEKSViewPolicy",
} as const;

/**
 * Who may use a cluster besides the role that made it: an access entry for each principal, with a policy for all
 * namespaces. Without one the API server answers 401, and a preview by anyone else than that role fails.
 */
export class EksAccess extends pulumi.ComponentResource {
  static readonly __pulumiType: string = "mesh:index:EksAccess";

  constructor(name: string, { clusterName, access }: EksAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super(EksAccess.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { partition } = aws.getPartitionOutput({}, own);

    for (const [list, policy] of Object.entries(POLICIES) as [keyof typeof POLICIES, string][]) {
      for (const principalArn of access[list]) {
        const entry = new aws.eks.AccessEntry(
          `${name}-${principalName(principalArn)}`,
          { clusterName, principalArn, type: "STANDARD" },
          own,
        );
        new aws.eks.AccessPolicyAssociation(
          `${name}-${principalName(principalArn)}`,
          {
            clusterName,
            principalArn: entry.principalArn,
            policyArn: pulumi.interpolate`arn:${partition}:eks::aws:cluster-access-policy/${policy}`,
            accessScope: { type: "cluster" },
          },
          own,
        );
      }
    }
    this.registerOutputs();
  }
}

/** `123456789012:role/platform`: what tells a principal from all others. */
function principalName(arn: string): string {
  return arn.split(":").slice(4).join(":");
}
