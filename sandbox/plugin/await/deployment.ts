import { namespaceOf } from "../cluster/object";
import { numberAt, valueAt } from "../wire/json";
import { conditionOf, explain, isObserved, isTrue } from "./conditions";
import { podProblems, selectorText } from "./pod-problems";
import { failed, READY, type ReadinessCheck, waiting } from "./wait";

/** A Deployment is ready when all its pods are of its newest template and available, and none of an older one is left. */
export const deploymentReady: ReadinessCheck = async (deployment, cluster, signal) => {
  if (valueAt(deployment, ["spec", "paused"]) === true) return READY;
  if (!isObserved(deployment)) return waiting("the rollout has not begun");

  const wanted = numberAt(deployment, ["spec", "replicas"]) ?? 1;
  const count = (field: string) => numberAt(deployment, ["status", field]) ?? 0;
  const [all, updated, available] = [count("replicas"), count("updatedReplicas"), count("availableReplicas")];
  const progressing = conditionOf(deployment, "Progressing");
  const rolledOut = updated >= wanted && all <= updated && available >= wanted;
  if (rolledOut && (wanted === 0 || isTrue(conditionOf(deployment, "Available")))) return READY;

  const labels = selectorText(valueAt(deployment, ["spec", "selector"]));
  const problems = await podProblems(cluster, namespaceOf(deployment) ?? "", labels, signal);
  const replicaFailure = conditionOf(deployment, "ReplicaFailure");
  const reasons = isTrue(replicaFailure) && replicaFailure ? [explain(replicaFailure), ...problems] : problems;
  if (progressing?.reason === "ProgressDeadlineExceeded") return failed(explain(progressing), reasons);
  return waiting(summaryOf(wanted, { all, updated, available }), reasons);
};

function summaryOf(
  wanted: number,
  { all, updated, available }: Record<"all" | "updated" | "available", number>,
): string {
  if (updated < wanted) return `${updated} of ${wanted} pods are of the new version`;
  if (available < wanted) return `${available} of ${wanted} pods are available`;
  return `${all - updated} pods of the old version are still there`;
}
