import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

interface ServiceRoleArgs {
  readonly service: string;
  readonly description?: string;
  readonly actions: readonly string[];
  readonly policies: readonly string[];
  readonly partition: pulumi.Output<string>;
  readonly tags: aws.iam.RoleArgs["tags"];
}

/** A role of EKS', and that of the nodes of EKS Auto Mode (pulumi-eks, cluster/cluster.ts: createCore). */
export const CONTROL_PLANE = {
  service: "eks.amazonaws.com",
  description: "Allows EKS to manage clusters on your behalf.",
  actions: ["sts:AssumeRole", "sts:TagSession"],
} as const;
export const AUTO_NODES = {
  service: "ec2.amazonaws.com",
  actions: ["sts:AssumeRole"],
  policies: ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"],
} as const;

/** What EKS itself needs to be allowed; for Auto Mode it is more. */
export function policies(auto: boolean): readonly string[] {
  const autoMode = ["Compute", "BlockStorage", "LoadBalancing", "Networking"].map((what) => `AmazonEKS${what}Policy`);
  return ["AmazonEKSClusterPolicy", ...(auto ? autoMode : [])];
}

/** A role with AWS's own policies, as pulumi-eks' servicerole.ts makes one. */
export class ServiceRole extends pulumi.ComponentResource {
  readonly role: aws.iam.Role;
  readonly attachments: aws.iam.RolePolicyAttachment[];

  constructor(name: string, args: ServiceRoleArgs, opts: pulumi.ComponentResourceOptions) {
    super("eks:index:ServiceRole", name, {}, opts);
    const own = { parent: this };
    const { service, actions, description, tags, partition } = args;
    this.role = new aws.iam.Role(
      `${name}-role`,
      {
        description,
        assumeRolePolicy: JSON.stringify({
          Version: "2012-10-17",
          Statement: [{ Action: actions, Effect: "Allow", Principal: { Service: [service] } }],
        }),
        tags,
      },
      own,
    );
    this.attachments = args.policies.map((policy) => {
      const digest = createHash("sha1").update(`arn:aws:iam::aws:policy/${policy}`).digest("hex").slice(0, 8);
      return new aws.iam.RolePolicyAttachment(
        `${name}-${digest}`,
        { role: this.role, policyArn: pulumi.interpolate`arn:${partition}:iam::aws:policy/${policy}` },
        own,
      );
    });
    this.registerOutputs({ directRole: this.role });
  }
}
