import { type DefaultRoute, type Rule, type TrafficPlan } from "../../../mesh/traffic/traffic-plan";

/** The walk-through's plan: a header rule with its own split, all others to v2. */
export const WALK_THROUGH: TrafficPlan = {
  service: "reviews",
  versions: ["v1", "v2", "v3"],
  rules: [
    {
      name: "roundrobin-user",
      match: { headers: { "end-user": { exact: "roundrobin" } } },
      weights: { v1: 10, v2: 30, v3: 60 },
    },
  ],
  default: { weights: { v2: 100 } },
};

/** A plan of `reviews` with these rules; all else goes to v1. */
export function planOf(rules: readonly Partial<Rule>[], rest: Partial<DefaultRoute> = {}): TrafficPlan {
  return {
    service: "reviews",
    versions: ["v1", "v2", "v3"],
    rules: rules.map((rule, index) => ({ name: `rule-${index}`, match: {}, weights: { v2: 100 }, ...rule })),
    default: { weights: { v1: 100 }, ...rest },
  };
}
