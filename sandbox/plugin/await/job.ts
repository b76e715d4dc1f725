import { namespaceOf } from "../cluster/object";
import { numberAt, valueAt } from "../wire/json";
import { conditionOf, explain, isTrue } from "./conditions";
import { podProblems, selectorText } from "./pod-problems";
import { failed, READY, type ReadinessCheck, waiting } from "./wait";

/** A Job is ready when it is complete; a suspended one is not waited for. */
export const jobReady: ReadinessCheck = async (job, cluster, signal) => {
  if (isTrue(conditionOf(job, "Complete")) || valueAt(job, ["spec", "suspend"]) === true) return READY;
  const labels = selectorText(valueAt(job, ["spec", "selector"]));
  const problems = labels ? await podProblems(cluster, namespaceOf(job) ?? "", labels, signal) : [];
  const failure = conditionOf(job, "Failed");
  if (failure !== undefined && isTrue(failure)) return failed(explain(failure), problems);
  const wanted = numberAt(job, ["spec", "completions"]) ?? 1;
  return waiting(`${numberAt(job, ["status", "succeeded"]) ?? 0} of ${wanted} pods have succeeded`, problems);
};
