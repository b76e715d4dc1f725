import { type DefaultRoute, DEFAULT_RULE, type TrafficPlan } from "./traffic-plan";
import { type Split, versionsOf } from "./split";

/** A plan's routes by the names that people know them by, the default last. */
export function namedRoutes({ rules, default: fallback }: Pick<TrafficPlan, "rules" | "default">): NamedRoute[] {
  return [...rules, { ...fallback, name: DEFAULT_RULE }];
}

export interface NamedRoute extends DefaultRoute {
  readonly name: string;
}

/** One route's split as it is and as it is to be. */
export interface SplitChange {
  readonly service: string;
  readonly rule: string;
  readonly from: Split;
  readonly to: Split;
}

/** Versions whose weights differ between two splits, by name; one that a split does not name has none. */
export function movedVersions(from: Split, to: Split): string[] {
  return versionsOf(from, to).filter((version) => (from[version] ?? 0) !== (to[version] ?? 0));
}

/** A change of a split in a line: `v1 10 -> 20, v3 60 -> 50`. */
export function splitChangeText(from: Split, to: Split): string {
  return movedVersions(from, to)
    .map((version) => `${version} ${from[version] ?? 0} -> ${to[version] ?? 0}`)
    .join(", ");
}
