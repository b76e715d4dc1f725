import { type Problem } from "../../../config/problem/problem";
import { parseTraffic } from "../../../config/sections/traffic-config";
import { type TrafficPlan } from "../../../mesh/traffic/traffic-plan";

/** What stack config refuses of a plan: limits that contradict each other, expressions that are none, and the like. */
export function configRefusals({ service, versions, ...written }: TrafficPlan): Problem[] {
  return parseTraffic({ [service]: written }, [{ name: service, versions, leftOut: [], isEntrance: false }]).problems;
}
