import { type KubernetesObject } from "../objects/kubernetes-object";
import { type StackView } from "../objects/stack-view";
import { type Workload } from "../objects/workload";
import { referringTo } from "./scalers";

/**
 * The fewest pods that a workload is to have: what it asks for, or what is said by whoever scales it. A Rollout that
 * refers to a Deployment runs the pods in its place. KEDA scales from none, and to none where nothing is said;
 * Kubernetes' autoscaler leaves a workload alone that asks for none (kubernetes.io, Horizontal Pod Autoscaling,
 * implicit maintenance-mode deactivation).
 */
export function leastReplicas(workload: Workload, view: StackView): number {
  const owner = referringTo(workload.object, "rollout", view)[0] ?? workload.object;
  const [scaled] = referringTo(owner, "scaledObject", view);
  if (scaled) return scaled.spec.at("idleReplicaCount").number() ?? scaled.spec.at("minReplicaCount").number() ?? 0;

  const isOff = asksForNone(owner);
  // Flagger scales what it watches to none, and runs a copy of it that has one pod at least.
  if (isOff && referringTo(owner, "canary", view).length === 0) return 0;
  const [autoscaler] = referringTo(owner, "autoscaler", view);
  if (autoscaler) return autoscaler.spec.at("minReplicas").number() ?? 1;
  return isOff ? 1 : (owner.spec.at("replicas").number() ?? 1);
}

function asksForNone({ spec }: KubernetesObject): boolean {
  const replicas = spec.at("replicas").reading();
  return replicas.kind === "known" && replicas.value === 0;
}
