import { namespaceOf } from "../cluster/object";
import { numberAt, stringAt, valueAt } from "../wire/json";
import { isObserved } from "./conditions";
import { podProblems, selectorText } from "./pod-problems";
import { READY, type ReadinessCheck, waiting } from "./wait";

/** A StatefulSet is ready when all its pods are ready and, unless it updates on deletion or in part, of its newest template. */
export const statefulSetReady: ReadinessCheck = async (set, cluster, signal) => {
  if (!isObserved(set)) return waiting("the rollout has not begun");
  const wanted = numberAt(set, ["spec", "replicas"]) ?? 1;
  const ready = numberAt(set, ["status", "readyReplicas"]) ?? 0;
  const partition = numberAt(set, ["spec", "updateStrategy", "rollingUpdate", "partition"]) ?? 0;
  const updates = stringAt(set, ["spec", "updateStrategy", "type"]) !== "OnDelete" && partition === 0;
  const [current, newest] = [stringAt(set, ["status", "currentRevision"]), stringAt(set, ["status", "updateRevision"])];
  if (ready >= wanted && (!updates || current === newest)) return READY;

  const labels = selectorText(valueAt(set, ["spec", "selector"]));
  const problems = await podProblems(cluster, namespaceOf(set) ?? "", labels, signal);
  const summary = ready < wanted ? `${ready} of ${wanted} pods are ready` : "some pods are still of the old version";
  return waiting(summary, problems);
};
