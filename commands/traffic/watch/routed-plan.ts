import { type VirtualServiceSpec } from "../../../mesh/istio/istio-types";
import { fullHost } from "../../../mesh/traffic/full-host";
import { type Split } from "../../../mesh/traffic/split";
import { DEFAULT_RULE, type Rule } from "../../../mesh/traffic/traffic-plan";
import { type PlacedPlan } from "../placed-plan";

/** A VirtualService, as far as its splits go. */
export interface SplitRoutes {
  readonly metadata: { readonly namespace: string; readonly name: string };
  readonly spec?: VirtualServiceSpec;
}

/**
 * The plan as the cluster carries it out now: with the splits that the service's VirtualServices have, which may have
 * changed since the stack's last update was read. Without any it is the stack's.
 */
export function routedPlan(placed: PlacedPlan, virtualServices: readonly SplitRoutes[]): PlacedPlan {
  const splits = new Map(virtualServices.flatMap((one) => [...namedSplits(one, placed.host)]));
  if (splits.size === 0) return placed;
  const { plan } = placed;
  const rules = [...splits.keys()]
    .filter((name) => name !== DEFAULT_RULE)
    .map((name): Rule => {
      const planned = plan.rules.find((rule) => rule.name === name) ?? { name, match: {} };
      return { ...planned, weights: splits.get(name) ?? {} };
    });
  const routed = [...splits.values()].flatMap((split) => Object.keys(split));
  return {
    ...placed,
    plan: {
      ...plan,
      versions: [...new Set([...plan.versions, ...routed.sort()])],
      rules,
      default: { ...plan.default, weights: splits.get(DEFAULT_RULE) ?? {} },
    },
  };
}

/** The splits of a VirtualService's routes to a host, by the routes' names. */
function namedSplits({ metadata, spec }: SplitRoutes, host: string): ReadonlyMap<string, Split> {
  const splits = new Map<string, Split>();
  for (const { name, route = [] } of spec?.http ?? []) {
    const own = route.filter(({ destination }) => fullHost(destination.host, metadata) === host);
    // What a log calls a route is its name: one without can't be told from others.
    if (name && own.length > 0 && !splits.has(name)) splits.set(name, percentages(own));
  }
  return splits;
}

type Destinations = NonNullable<NonNullable<VirtualServiceSpec["http"]>[number]["route"]>;

/** Istio sends each its weight's part of the sum, and all to one that stands alone. */
function percentages(destinations: Destinations): Split {
  const sum = destinations.reduce((total, { weight = 0 }) => total + weight, 0);
  const split: Record<string, number> = {};
  for (const { destination, weight = 0 } of destinations) {
    if (!destination.subset) continue;
    const percent = destinations.length === 1 ? 100 : sum === 0 ? 0 : (weight / sum) * 100;
    split[destination.subset] = (split[destination.subset] ?? 0) + percent;
  }
  return split;
}
