import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** How `aws eks get-token` comes by the identity that the program has on AWS, beyond what its environment says. */
export interface EksCredentials {
  readonly profileName?: string;
  readonly roleArn?: string;
}

/**
 * The identity that the config of Pulumi's AWS provider gives the program: whoever made the cluster may use it, so a
 * kubeconfig that leaves this out is refused by the cluster. Undefined where the environment alone says who one is.
 *
 * @throws RunError where it takes more than one role, one from the other, to come by it: a kubeconfig can say one.
 */
export function eksCredentials(): EksCredentials | undefined {
  const { profile, assumeRoles = [], assumeRoleWithWebIdentity, accessKey } = aws.config;
  const [role, ...others] = assumeRoles;
  if (others.length > 0) {
    throw new pulumi.RunError(
      `aws:assumeRoles: ${assumeRoles.length} roles are assumed, each from the one before, and \`aws eks get-token\` assumes one\n` +
        "  to fix:  keep the last in aws:assumeRoles, and name the others in a profile of the AWS CLI, set as aws:profile",
    );
  }
  if (assumeRoleWithWebIdentity)
    warnOf("aws:assumeRoleWithWebIdentity", "AWS_ROLE_ARN and AWS_WEB_IDENTITY_TOKEN_FILE");
  if (accessKey !== undefined) warnOf("aws:accessKey", "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
  if (role?.externalId !== undefined) warnOf("aws:assumeRoles[0].externalId", "a profile with it, set as aws:profile");
  const roleArn = role?.roleArn;
  if (profile === undefined && roleArn === undefined) return undefined;
  return { ...(profile !== undefined && { profileName: profile }), ...(roleArn !== undefined && { roleArn }) };
}

function warnOf(key: string, instead: string): void {
  void pulumi.log.warn(
    `${key} is known to Pulumi alone: \`aws eks get-token\`, which the kubeconfig calls, does not get it and takes other credentials, ` +
      `which the cluster refuses; use ${instead} in its place`,
  );
}
