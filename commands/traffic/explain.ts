import { ENTRANCE, isOpen } from "../../mesh/traffic/entrance";
import { describeMatch, type Request } from "../../mesh/traffic/request-match";
import { type Split } from "../../mesh/traffic/split";
import { DEFAULT_RULE, routeFor, type TrafficPlan } from "../../mesh/traffic/traffic-plan";

/** What decides about a request to one service: fields are only ever added. */
export interface Decision {
  readonly service: string;
  readonly rule: string;
  /** The rule's match in words; absent for the default. */
  readonly match?: string;
  readonly weights: Split;
}

/**
 * The name of no rule: nothing decides about the request, which gets a 404 at the gateway. No rule has a name in
 * capitals.
 */
const NO_RULE = "NONE";

/** Which rule of each plan decides about a request. */
export function decisions(plans: readonly TrafficPlan[], request: Request): Decision[] {
  return plans.map((plan) => {
    if (plan.service === ENTRANCE && request.uri !== undefined && !isOpen(request.uri)) {
      return { service: plan.service, rule: NO_RULE, weights: {} };
    }
    const route = routeFor(plan, request);
    const rule = "match" in route ? { rule: route.name, match: describeMatch(route.match) } : { rule: DEFAULT_RULE };
    return { service: plan.service, ...rule, weights: route.weights };
  });
}

/** Decisions for people, one paragraph a service. */
export function renderDecisions(all: readonly Decision[]): string {
  return all
    .map(({ service, rule, match, weights }) => {
      if (rule === NO_RULE) return `${service}: no rule: the gateway does not let in this path (--uri)`;
      const split = Object.entries(weights).map(([version, weight]) => `${version} ${weight} %`);
      return `${service}: rule ${rule} (${match ?? "no rule before it matches"})\n  ${split.join(", ")}`;
    })
    .join("\n");
}
