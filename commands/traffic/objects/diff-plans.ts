import { comparePlans } from "../../../mesh/traffic/read/compare-plans";
import { type Difference } from "../../../mesh/traffic/read/compare-routes";
import { type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { type PlacedPlan } from "../placed-plan";
import { type ServiceDiff } from "./diff";

/**
 * Holds the traffic of two stacks against each other, service by service: those of the one, then what the other alone
 * has.
 */
export function diffStacks(one: readonly PlacedPlan[], other: readonly PlacedPlan[]): ServiceDiff[] {
  const named = (all: readonly PlacedPlan[], service: string) => all.find(({ plan }) => plan.service === service)?.plan;
  const more = other.filter(({ plan }) => !named(one, plan.service));
  return [...one, ...more].map(({ plan: { service }, host }) => {
    const [wanted, found] = [named(one, service), named(other, service)];
    const differences = diffPlans(wanted, found);
    const objects = differences.length > 0 ? [{ object: `traffic.${service}`, differences }] : [];
    return { service, host, rules: countRules(wanted), objects };
  });
}

/** Either of two plans may be missing. */
function diffPlans(one: TrafficPlan | undefined, other: TrafficPlan | undefined): Difference[] {
  if (one && other) return [...comparePlans(one, other), ...versionDifferences(one, other)];
  const [wanted, found] = [one, other].map((plan) => {
    const count = countRules(plan);
    return plan && `${count} rule${count === 1 ? "" : "s"}`;
  });
  return [{ part: "traffic", ...(wanted !== undefined && { wanted }), ...(found !== undefined && { found }) }];
}

/** How many rules a plan has, the default among them. */
function countRules(plan: TrafficPlan | undefined): number {
  return plan ? plan.rules.length + 1 : 0;
}

function versionDifferences(one: TrafficPlan, other: TrafficPlan): Difference[] {
  const [wanted, found] = [one, other].map(({ versions }) => [...versions].sort().join(", "));
  return wanted === found ? [] : [{ part: "versions", wanted: wanted ?? "", found: found ?? "" }];
}
