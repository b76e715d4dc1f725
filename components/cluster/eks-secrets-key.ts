import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** The ARN of the KMS key that encrypts a cluster's Secrets: of one that the stack owns, or of the one that is named. */
export function secretsKeyArn(
  name: string,
  secretsKey: string,
  { clusterName, ...opts }: pulumi.CustomResourceOptions & { readonly clusterName: string },
): pulumi.Input<string> {
  if (secretsKey !== "new") return secretsKey;
  // EKS grants itself the use of the key as its creator, whom the key's default policy lets IAM decide about.
  const key = new aws.kms.Key(
    name,
    {
      description: `Secrets of the EKS cluster ${clusterName}`,
      enableKeyRotation: true,
      // What a key encrypted is lost with it.
      deletionWindowInDays: 30,
    },
    opts,
  );
  return key.arn;
}
