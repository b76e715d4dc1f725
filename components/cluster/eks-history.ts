import { type EksClusterConfig } from "../../config/config";
import { set } from "../../config/problem/fix";
import { type Problem } from "../../config/problem/problem";
import { kubernetesChange } from "../../mesh/versions/kubernetes-upgrade";
import { daysBetween, supportOnEks } from "../../mesh/versions/kubernetes-on-eks";
import { type FormerResource, formerResource } from "./stack-state";

/** How long before the end of a Kubernetes version's support that is told. */
const WARNING_DAYS = 60;

/** What a cluster was after the stack's last update, as far as what may come next depends on it. */
export interface FormerCluster {
  readonly version: string;
  /** The ARN of the KMS key that encrypts its Secrets. */
  readonly secretsKey: string | undefined;
  /** Whether that key is one of the stack. */
  readonly ownsKey: boolean;
}

/** The cluster of a name among the resources of the stack's last update; undefined where there was none. */
export function formerCluster(resources: readonly FormerResource[], name: string): FormerCluster | undefined {
  const outputs = formerResource(resources, "aws:eks/cluster:Cluster", { name })?.outputs as
    | { readonly version?: string; readonly encryptionConfig?: { readonly provider?: { readonly keyArn?: string } } }
    | undefined;
  if (outputs?.version === undefined) return undefined;
  const secretsKey = outputs.encryptionConfig?.provider?.keyArn;
  const ownsKey = formerResource(resources, "aws:kms/key:Key", { arn: secretsKey }) !== undefined;
  return { version: outputs.version, secretsKey, ownsKey };
}

/** What is wrong with the way from the cluster that was to the one that is asked for. */
export function upgradeProblems({ kubernetesVersion }: EksClusterConfig, former: FormerCluster | undefined): Problem[] {
  const change = former && kubernetesChange(former.version, kubernetesVersion);
  if (change?.kind !== "tooFar") return [];
  const path = ["cluster", "kubernetesVersion"];
  const message = `${kubernetesVersion} is more than one minor version from ${former?.version ?? ""}, which the cluster has: EKS goes one at a time`;
  return [{ path, message, fix: set(path, change.next, "then `pulumi up`, and on from there") }];
}

/**
 * A cluster takes a key for its Secrets at any time, and never gives it back: with another one, or none, EKS makes
 * another cluster (terraform-provider-aws, eks_cluster: encryption_config).
 */
export function secretsKeyProblems({ secretsKey }: EksClusterConfig, former: FormerCluster | undefined): Problem[] {
  const present = former?.secretsKey;
  if (present === undefined) return [];
  const isSame = secretsKey === "new" ? former?.ownsKey : secretsKey === present;
  if (isSame) return [];
  const path = ["cluster", "secretsKey"];
  const message = `${secretsKey ?? "nothing"} would take the place of ${present}, which encrypts the Secrets of the cluster: it would be made anew, empty`;
  return [{ path, message, fix: set(path, former?.ownsKey ? "new" : present) }];
}

/** What an update is about to do, or will have to do before long, that one would want to know. */
export function versionWarnings(
  { name, kubernetesVersion, supportType }: Pick<EksClusterConfig, "name" | "kubernetesVersion" | "supportType">,
  former: Pick<FormerCluster, "version"> | undefined,
  today: string,
): string[] {
  const warnings: string[] = [];
  if (former && kubernetesChange(former.version, kubernetesVersion).kind === "rollBack") {
    warnings.push(
      `the cluster ${name} is rolled back from Kubernetes ${former.version} to ${kubernetesVersion}: EKS does that within 7 days ` +
        `of an upgrade alone, and only once no node is newer:\n` +
        `  aws eks update-nodegroup-version --cluster-name ${name} --nodegroup-name NAME --kubernetes-version ${kubernetesVersion}`,
    );
  }
  const support = supportOnEks(kubernetesVersion, today);
  const until = support.kind === "standard" || support.kind === "extended" ? support.until : undefined;
  if (until !== undefined && daysBetween(today, until) <= WARNING_DAYS) {
    const after =
      support.kind === "standard" && supportType === "extended"
        ? "costs six times as much from then on"
        : "is upgraded by AWS then";
    warnings.push(
      `${support.kind} support of Kubernetes ${kubernetesVersion} on EKS ends on ${until}, and the cluster ${name} ${after}: ` +
        "raise cluster.kubernetesVersion by one minor version before",
    );
  }
  return warnings;
}
