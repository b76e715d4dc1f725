import { run } from "../../config/problem/fix";
import { type Problem } from "../../config/problem/problem";
import { type Fields } from "../../mesh/fields";
import { movedVersions, splitChangeText } from "../../mesh/traffic/named-route";
import { type TrafficPlan } from "../../mesh/traffic/traffic-plan";
import { keptShifts, type KeptShift, routeOf, type ShiftedRoute } from "./kept-shift";

/**
 * Rules that the config gives another split than the shift that is moving them: an update would take the traffic from
 * it.
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
  return keptShifts(maps, stack)
    .filter(({ id, phase }) => id !== own && !["shifted", "gone back"].includes(phase))
    .flatMap((shift) => {
      const route = routeOf(shift, traffic);
      if (!route || shift.splits.some((split) => movedVersions(split, route.weights).length === 0)) return [];
      return [problem(shift, route)];
    });
}

function problem({ service, rule, stack, phase, at, splits }: KeptShift, { path, weights }: ShiftedRoute): Problem {
  const about = [service, "--rule", rule, "--stack", stack];
  const change = splitChangeText(splits[0] ?? {}, weights);
  return {
    path,
    message: `would move traffic that a shift is moving (${change}): it is ${phase} at step ${at}: expected the weights that it has written into the stack's file`,
    fix: run(["npm", "run", "traffic", "--", "abort", ...about], {
      note: `or have it go on with: npm run traffic -- resume ${about.join(" ")}; or commit what it wrote`,
    }),
  };
}
