import { isShortDefault } from "../../../config/sections/default-route";
import { fieldOf, isFields } from "../../../config/value";
import { type RawConfig } from "../../../config/parse-config";
import { namedRoutes } from "../../../mesh/traffic/named-route";
import { type Split } from "../../../mesh/traffic/split";
import { DEFAULT_RULE, type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { type ConfigEdit } from "../moves/config-edit";
import { routePlace, splitEdits, writtenPlan } from "../moves/weight-place";
import { type PlacedPlan } from "../placed-plan";
import { type ShiftState } from "./shift-state";

/** What an update of a shift makes of its rule. */
export interface RuleTarget {
  readonly split: Split;
  /**
   * The version that gets a copy of each request, or `none`; where it is undefined copies are none of the shift's
   * business.
   */
  readonly mirror?: { readonly version: string } | "none" | undefined;
  /** Whether a default without a mirror is written as its weights alone. */
  readonly isShort?: boolean;
}

/** What a step of a shift, from 0, is to make of its rule; -1 is the copies before the first, `back` the way back. */
export function targetOf({ from, steps, settings }: ShiftState, step: number | "back"): RuleTarget {
  const split = step === "back" ? from : (steps[step]?.split ?? from);
  const { mirror: version, shortDefault } = settings;
  if (version === undefined) return { split };
  if (step === -1) return { split, mirror: { version } };
  return { split, mirror: "none", ...(shortDefault && { isShort: true }) };
}

/** The edits of a stack's config that make a rule what an update of a shift is to make of it. */
export function targetEdits(raw: RawConfig, plan: TrafficPlan, rule: string, target: RuleTarget): ConfigEdit[] {
  const { service } = plan;
  const route = namedRoutes(plan).find(({ name }) => name === rule);
  const fallback = fieldOf(writtenPlan(raw, service), "default");
  if (rule === DEFAULT_RULE && target.isShort && isMirroredAlone(fallback)) return shortEdits(service, target.split);
  const mirror = mirrorEdits(raw, service, rule, route?.mirror?.version, target);
  // What had no place in the file before a shift has none after it went back.
  const weights = splitEdits(raw, service, rule, route?.weights ?? {}, target.split).map(({ path, value }) =>
    value === 0 && !(String(path.at(-1)) in target.split) ? { path } : { path, value: value ?? 0 },
  );
  return [...weights, ...mirror];
}

/** Whether a default has nothing but weights and a mirror. */
function isMirroredAlone(fallback: unknown): boolean {
  return isFields(fallback) && Object.keys(fallback).sort().join() === "mirror,weights";
}

/** A default gets its weights back to where they were before there was a mirror. */
function shortEdits(service: string, split: Split): ConfigEdit[] {
  const place = ["traffic", service, "default"];
  return [
    ...Object.entries(split).map(([version, value]) => ({ path: [...place, version], value })),
    { path: [...place, "weights"] },
    { path: [...place, "mirror"] },
  ];
}

function mirrorEdits(
  raw: RawConfig,
  service: string,
  rule: string,
  present: string | undefined,
  { mirror, split }: RuleTarget,
): ConfigEdit[] {
  if (mirror === undefined) return [];
  const written = writtenPlan(raw, service);
  const place = routePlace(written, service, rule);
  if (mirror === "none") return present === undefined ? [] : [{ path: [...place, "mirror"] }];
  if (present === mirror.version) return [];
  const copies = [
    { path: [...place, "mirror", "version"], value: mirror.version },
    { path: [...place, "mirror", "percent"], value: 100 },
  ];
  if (rule !== DEFAULT_RULE || !isShortDefault(written)) return copies;
  // A default that is nothing but weights has no room for a mirror: they get a place of their own.
  const names = Object.keys(fieldOf(written, "default") as object);
  return [
    ...names.map((name) => ({ path: [...place, "weights", name], value: split[name] ?? 0 })),
    ...copies,
    ...names.map((name) => ({ path: [...place, name] })),
  ];
}

/** A plan as it is once a rule is what an update of a shift makes of it. */
export function withTarget(placed: PlacedPlan, rule: string, { split, mirror }: RuleTarget): PlacedPlan {
  const { plan } = placed;
  const changed = <Route extends { readonly mirror?: { readonly version: string; readonly percent: number } }>(
    route: Route,
  ): Route & { readonly weights: Split } => {
    if (mirror === undefined) return { ...route, weights: split };
    const { mirror: _, ...rest } = route;
    const copies = mirror === "none" ? {} : { mirror: { version: mirror.version, percent: 100 } };
    return { ...rest, ...copies, weights: split } as Route & { readonly weights: Split };
  };
  if (rule === DEFAULT_RULE) return { ...placed, plan: { ...plan, default: changed(plan.default) } };
  return {
    ...placed,
    plan: { ...plan, rules: plan.rules.map((one) => (one.name === rule ? changed(one) : one)) },
  };
}
