import { compareRoutes, type Difference } from "../../../mesh/traffic/read/compare-routes";
import { type ReadRoute, type RouteReading } from "../../../mesh/traffic/read/read-routes";
import { namedRoutes } from "../../../mesh/traffic/named-route";
import { DEFAULT_RULE, type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { type ServiceDiff } from "./diff";

/** Holds the plans of two stacks for a service against each other; the other one may have none. */
export function diffPlans(one: TrafficPlan, other: TrafficPlan | undefined, host: string): ServiceDiff {
  const { service, rules } = one;
  const count = rules.length + 1;
  const differences: readonly Difference[] = other
    ? [...compareRoutes(routesOf(one), routesOf(other)), ...versionDifferences(one, other)]
    : [{ part: "traffic", wanted: `${count} rule${count === 1 ? "" : "s"}` }];
  const objects = differences.length > 0 ? [{ object: `traffic.${service}`, differences }] : [];
  return { service, host, rules: count, objects };
}

function versionDifferences(one: TrafficPlan, other: TrafficPlan): Difference[] {
  const [wanted, found] = [one, other].map(({ versions }) => [...versions].sort().join(", "));
  return wanted === found ? [] : [{ part: "versions", wanted: wanted ?? "", found: found ?? "" }];
}

function routesOf(plan: TrafficPlan): (ReadRoute & RouteReading)[] {
  return namedRoutes(plan).map(({ name, weights, ...options }, index) => {
    const rule = plan.rules[index];
    const takesAll = name === DEFAULT_RULE;
    const matches = rule ? [rule.match] : ("all" as const);
    const route: ReadRoute = { path: ["rules", index], name, matches, weights, options };
    return { ...route, value: route, takesAll, remarks: [] };
  });
}
