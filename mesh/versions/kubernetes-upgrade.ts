import { minorOf, minorsAway } from "./kubernetes-version";

/** What a change of a cluster's Kubernetes version is to EKS. */
export type KubernetesChange =
  | { readonly kind: "none" | "upgrade" | "rollBack" }
  /** More than EKS does at once; `next` is as far as it goes. */
  | { readonly kind: "tooFar"; readonly next: string };

/**
 * EKS takes a cluster to the next minor version, never further
 * (docs.aws.amazon.com/eks/latest/userguide/update-cluster.html), and back by one within seven days of that
 * (docs.aws.amazon.com/eks/latest/userguide/rollback-cluster.html).
 */
export function kubernetesChange(from: string, to: string): KubernetesChange {
  const minors = minorOf(to) - minorOf(from);
  if (Math.abs(minors) > 1) return { kind: "tooFar", next: minorsAway(from, Math.sign(minors)) };
  if (minors === 1) return { kind: "upgrade" };
  return { kind: minors === -1 ? "rollBack" : "none" };
}
