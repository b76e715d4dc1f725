import { namespaceOf } from "../cluster/object";
import { numberAt, stringAt, valueAt } from "../wire/json";
import { isObserved } from "./conditions";
import { podProblems, selectorText } from "./pod-problems";
import { READY, type ReadinessCheck, waiting } from "./wait";

/** A DaemonSet is ready when every node that should run its pod has an available one of its newest template. */
export const daemonSetReady: ReadinessCheck = async (set, cluster, signal) => {
  if (!isObserved(set)) return waiting("the rollout has not begun");
  const count = (field: string) => numberAt(set, ["status", field]) ?? 0;
  const wanted = count("desiredNumberScheduled");
  const updates = stringAt(set, ["spec", "updateStrategy", "type"]) !== "OnDelete";
  const done = Math.min(count("numberAvailable"), updates ? count("updatedNumberScheduled") : wanted);
  if (done >= wanted) return READY;

  const labels = selectorText(valueAt(set, ["spec", "selector"]));
  const problems = await podProblems(cluster, namespaceOf(set) ?? "", labels, signal);
  return waiting(`${done} of ${wanted} nodes run an available pod of the new version`, problems);
};
