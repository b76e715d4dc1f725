import { type Place } from "../resources/value";

/**
 * How many of a workload's pods a PodDisruptionBudget keeps. A percentage is rounded up, be it of those that are to
 * stay or of those that may go (kubernetes.io, Specifying a Disruption Budget for your Application).
 */
export function keptPods(budget: Place, replicas: number): number {
  const least = count(budget.at("minAvailable"), replicas);
  const most = count(budget.at("maxUnavailable"), replicas);
  return least ?? (most === undefined ? 0 : Math.max(0, replicas - most));
}

function count(place: Place, of: number): number | undefined {
  const percentage = /^(\d+)%$/.exec(place.text() ?? "")?.[1];
  return percentage === undefined ? place.number() : Math.ceil((Number(percentage) * of) / 100);
}
