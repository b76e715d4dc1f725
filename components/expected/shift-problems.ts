import { run } from "../../config/problem/fix";
import { type Problem } from "../../config/problem/problem";
import { type Fields, fieldOf, isFields, valueAt } from "../../mesh/fields";
import { parsedJson } from "../../mesh/parsed-json";
import { movedVersions, namedRoutes, splitChangeText } from "../../mesh/traffic/named-route";
import { SHIFT_KEY } from "../../mesh/traffic/shift-mark";
import { type Split } from "../../mesh/traffic/split";
import { DEFAULT_RULE, type TrafficPlan } from "../../mesh/traffic/traffic-plan";

/** What there is to know of a shift that is under way, as its ConfigMap has it (commands/traffic/shift). */
interface ShiftUnderWay {
  readonly id: unknown;
  readonly stack: string;
  readonly service: string;
  readonly rule: string;
  readonly phase: string;
  readonly at: string;
  /** The splits that it has made, or is making. */
  readonly splits: readonly Split[];
}

/**
 * Rules that the config gives another split than the shift that is moving them: an update would take the traffic from it.
 *
 * @param maps the ConfigMaps of shifts
 * @param own the id of the shift that makes this update, if one does
 */
export function shiftProblems(
  traffic: readonly TrafficPlan[],
  maps: readonly Fields[],
  stack: string,
  own: string | undefined,
): Problem[] {
  return maps.flatMap((map) => {
    const shift = underWay(map);
    if (!shift || shortName(shift.stack) !== shortName(stack) || shift.id === own) return [];
    const plan = traffic.find(({ service }) => service === shift.service);
    const route = plan && namedRoutes(plan).find(({ name }) => name === shift.rule);
    if (!plan || !route || shift.splits.some((split) => movedVersions(split, route.weights).length === 0)) return [];
    return [problem(plan, shift, route.weights)];
  });
}

function problem({ service, rules }: TrafficPlan, shift: ShiftUnderWay, weights: Split): Problem {
  const { rule, phase, at, splits } = shift;
  const index = rules.findIndex(({ name }) => name === rule);
  const path =
    rule === DEFAULT_RULE ? ["traffic", service, "default"] : ["traffic", service, "rules", index, "weights"];
  const about = [service, "--rule", rule, "--stack", shift.stack];
  const change = splitChangeText(splits[0] ?? {}, weights);
  return {
    path,
    message: `would move traffic that a shift is moving (${change}): it is ${phase} at step ${at}: expected the weights that it has written into the stack's file`,
    fix: run(["npm", "run", "traffic", "--", "abort", ...about], {
      note: `or have it go on with: npm run traffic -- resume ${about.join(" ")}; or commit what it wrote`,
    }),
  };
}

/** Reads a ConfigMap; undefined where its shift is over, or it keeps none. */
function underWay(map: Fields): ShiftUnderWay | undefined {
  const text = valueAt(map, ["data", SHIFT_KEY]);
  const state = typeof text === "string" ? parsedJson(text) : undefined;
  const phase = fieldOf(state, "phase");
  if (!isFields(state) || typeof phase !== "string" || ["shifted", "gone back"].includes(phase)) return undefined;
  const steps = fieldOf(state, "steps");
  const splits = [fieldOf(state, "runs"), valueAt(state, ["updating", "to"])].filter(isSplit);
  return {
    id: state["id"],
    stack: String(state["stack"]),
    service: String(state["service"]),
    rule: String(state["rule"]),
    phase,
    at: `${Number(state["at"]) + 1} of ${Array.isArray(steps) ? steps.length : "?"}`,
    splits,
  };
}

function isSplit(value: unknown): value is Split {
  return isFields(value) && Object.values(value).every((weight) => typeof weight === "number");
}

/** A stack's name without its organization and project, which the program does not know. */
function shortName(stack: string): string {
  return stack.split("/").at(-1) ?? stack;
}
