import { stringAt } from "../wire/json";
import { conditionOf, isTrue } from "./conditions";
import { problemsOfPod } from "./pod-problems";
import { failed, READY, type ReadinessCheck, waiting } from "./wait";

/** A Pod is ready when its Ready condition says so, or when all its containers have ended well. */
export const podReady: ReadinessCheck = (pod) => {
  const phase = stringAt(pod, ["status", "phase"]) ?? "Pending";
  if (phase === "Succeeded" || isTrue(conditionOf(pod, "Ready"))) return Promise.resolve(READY);
  const problems = problemsOfPod(pod);
  return Promise.resolve(
    phase === "Failed" ? failed("the pod has failed", problems) : waiting(`the pod is ${phase}`, problems),
  );
};
