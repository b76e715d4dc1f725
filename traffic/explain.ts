import { describeMatch, type Request } from "../mesh/request-match";
import { DEFAULT_RULE, routeFor, type TrafficPlan } from "../mesh/traffic-plan";

/** Which rule of each plan decides about a request, and why, one paragraph a service. */
export function explain(plans: readonly TrafficPlan[], request: Request): string {
  return plans
    .map((plan) => {
      const route = routeFor(plan, request);
      const [rule, why] =
        "match" in route ? [route.name, describeMatch(route.match)] : [DEFAULT_RULE, "no rule before it matches"];
      const split = Object.entries(route.weights).map(([version, weight]) => `${version} ${weight} %`);
      return `${plan.service}: rule ${rule} (${why})\n  ${split.join(", ")}`;
    })
    .join("\n");
}
