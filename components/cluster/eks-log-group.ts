import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type FormerResource, formerResource } from "./stack-state";

/**
 * Where EKS writes the logs of a cluster's control plane
 * (docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html).
 */
function logGroupName(clusterName: string): string {
  return `/aws/eks/${clusterName}/cluster`;
}

/** Whether a log group was there before the stack had one of its name, where that may be asked. */
export type LogGroupOrigin = "ours" | "madeByEks";

/**
 * Who made the log group of a cluster. EKS makes one for a cluster that logs and has none, as it did for those of the
 * previous release; such a one is taken over, because a second of its name can't be made.
 */
export async function logGroupOrigin(
  clusterName: string,
  resources: readonly FormerResource[],
): Promise<LogGroupOrigin> {
  const name = logGroupName(clusterName);
  if (formerResource(resources, "aws:cloudwatch/logGroup:LogGroup", { name })) return "ours";
  const groups = await aws.cloudwatch.getLogGroups({ logGroupNamePrefix: name }).then(
    ({ logGroupNames }) => logGroupNames,
    (error: unknown) => {
      void pulumi.log.warn(
        `can't tell whether the log group ${name} exists already: ${String(error)}\n` +
          "  If it does, the update takes it over where this preview makes it; the rest is as shown. Allow logs:DescribeLogGroups.",
      );
      return undefined;
    },
  );
  return groups?.includes(name) ? "madeByEks" : "ours";
}

export interface EksLogGroupArgs {
  readonly clusterName: string;
  readonly retentionDays: number;
  readonly origin: LogGroupOrigin;
}

/** The log group of a cluster's control plane, owned so that its logs end, and go with the cluster. */
export function eksLogGroup(
  name: string,
  { clusterName, retentionDays, origin }: EksLogGroupArgs,
  opts: pulumi.CustomResourceOptions,
): aws.cloudwatch.LogGroup {
  const group = logGroupName(clusterName);
  return new aws.cloudwatch.LogGroup(
    name,
    { name: group, retentionInDays: retentionDays },
    // What is taken over has to be as it is found; the next update gives it its retention and tags.
    origin === "madeByEks" ? { ...opts, import: group, ignoreChanges: ["retentionInDays", "tags", "tagsAll"] } : opts,
  );
}
