import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type EksClusterConfig } from "../../config/config";
import { remove } from "../../config/problem/fix";
import { type Problem } from "../../config/problem/problem";

/**
 * What is wrong with a list of who may use a cluster that names whoever is about to make it. EKS makes an access entry
 * for that one, as pulumi-eks always asks for, and refuses a second of the same principal (Amazon EKS,
 * CreateAccessEntry: ResourceInUseException). Once the cluster is there nobody can tell who made it.
 */
export async function creatorProblems(access: EksClusterConfig["access"], isThere: boolean): Promise<Problem[]> {
  const named = Object.entries(access).flatMap(([list, arns]) =>
    arns.map((arn, index) => ({ path: ["cluster", "access", list, index], arn })),
  );
  if (isThere || named.length === 0) return [];
  const caller = await callerArn();
  if (caller === undefined) return [];
  return named
    .filter(({ arn }) => isSamePrincipal(arn, caller))
    .map(({ path, arn }) => ({
      path,
      message: `${arn} makes the cluster, and EKS gives it an entry by itself: expected only other roles and users`,
      fix: remove(path, "or make the cluster with a role that does nothing else"),
    }));
}

async function callerArn(): Promise<string | undefined> {
  const answer = aws.getCallerIdentity() as Promise<{ readonly arn?: string }>;
  return answer.then(
    ({ arn }) => arn,
    (error: unknown) => {
      void pulumi.log.debug(`STS does not tell who this is: ${String(error)}`);
      return undefined;
    },
  );
}

/**
 * Whether an ARN of IAM is that of whom STS names. STS tells a session of a role by the role's name without its path
 * (`assumed-role/NAME/SESSION`), which is the only one of that name in its account.
 */
export function isSamePrincipal(arn: string, caller: string): boolean {
  const [, , , , account, resource = ""] = arn.split(":");
  const [, , , , callerAccount, callerResource = ""] = caller.split(":");
  if (account !== callerAccount) return false;
  const [kind, role] = callerResource.split("/");
  if (kind !== "assumed-role") return resource === callerResource;
  return resource.startsWith("role/") && resource.split("/").at(-1) === role;
}
