import { namedRoutes } from "../named-route";
import { DEFAULT_RULE, type TrafficPlan } from "../traffic-plan";
import { compareRoutes, type Difference } from "./compare-routes";
import { type ReadRoute, type RouteReading } from "./read-routes";

/** In which way a plan routes requests other than another one, rule by rule as they are named. */
export function comparePlans(wanted: TrafficPlan, found: TrafficPlan): Difference[] {
  return compareRoutes(routesOf(wanted), routesOf(found));
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
