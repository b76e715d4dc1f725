import { type Fields, fieldOf, isFields, valueAt } from "../../mesh/fields";
import { parsedJson } from "../../mesh/parsed-json";
import { namedRoutes } from "../../mesh/traffic/named-route";
import { SHIFT_KEY } from "../../mesh/traffic/shift-mark";
import { type Split } from "../../mesh/traffic/split";
import { DEFAULT_RULE, type TrafficPlan } from "../../mesh/traffic/traffic-plan";

/** What there is to know of a shift, as its ConfigMap has it (commands/traffic/shift). */
export interface KeptShift {
  readonly id: unknown;
  readonly stack: string;
  readonly service: string;
  readonly rule: string;
  readonly phase: string;
  /** `1 of 5`: the step that it is at. */
  readonly at: string;
  /** The splits before its first step and after its last, as far as they are known. */
  readonly from: Split | undefined;
  readonly to: Split | undefined;
  /** The splits that it has made last, or is making. */
  readonly splits: readonly Split[];
  /** When its last verdict was; undefined where there was none. */
  readonly endedAt: string | undefined;
}

/** The rule of the config that a shift is about. */
export interface ShiftedRoute {
  /** Where the config has its weights. */
  readonly path: readonly (string | number)[];
  readonly weights: Split;
}

/** The shifts of a stack that ConfigMaps keep. */
export function keptShifts(maps: readonly Fields[], stack: string): KeptShift[] {
  return maps.flatMap((map) => readShift(map) ?? []).filter((shift) => shortName(shift.stack) === shortName(stack));
}

/** The rule of the config that a shift is about; undefined where there is none of its name any more. */
export function routeOf(shift: KeptShift, traffic: readonly TrafficPlan[]): ShiftedRoute | undefined {
  const plan = traffic.find(({ service }) => service === shift.service);
  const route = plan && namedRoutes(plan).find(({ name }) => name === shift.rule);
  if (!plan || !route) return undefined;
  const place = ["traffic", plan.service];
  if (shift.rule === DEFAULT_RULE) return { path: [...place, "default"], weights: route.weights };
  const index = plan.rules.findIndex(({ name }) => name === shift.rule);
  return { path: [...place, "rules", index, "weights"], weights: route.weights };
}

function readShift(map: Fields): KeptShift | undefined {
  const text = valueAt(map, ["data", SHIFT_KEY]);
  const state = typeof text === "string" ? parsedJson(text) : undefined;
  const phase = fieldOf(state, "phase");
  if (!isFields(state) || typeof phase !== "string") return undefined;
  const steps = fieldOf(state, "steps");
  const done = fieldOf(state, "done");
  const endedAt = fieldOf(Array.isArray(done) ? done.at(-1) : undefined, "at");
  const split = (value: unknown) => (isSplit(value) ? value : undefined);
  return {
    id: state["id"],
    stack: String(state["stack"]),
    service: String(state["service"]),
    rule: String(state["rule"]),
    phase,
    at: `${Number(state["at"]) + 1} of ${Array.isArray(steps) ? steps.length : "?"}`,
    from: split(state["from"]),
    to: split(state["to"]),
    splits: [state["runs"], valueAt(state, ["updating", "to"])].filter(isSplit),
    endedAt: typeof endedAt === "string" ? endedAt : undefined,
  };
}

function isSplit(value: unknown): value is Split {
  return isFields(value) && Object.values(value).every((weight) => typeof weight === "number");
}

/** A stack's name without its organization and project, which the program does not know. */
function shortName(stack: string): string {
  return stack.split("/").at(-1) ?? stack;
}
