import { run } from "../../config/problem/fix";
import { type Problem } from "../../config/problem/problem";
import { type Fields, fieldOf, valueAt } from "../../mesh/fields";
import { ENTRANCE } from "../../mesh/traffic/entrance";
import { movedVersions, splitChangeText } from "../../mesh/traffic/named-route";
import { type Split } from "../../mesh/traffic/split";
import { type TrafficPlan } from "../../mesh/traffic/traffic-plan";
import { type Found } from "../cluster/cluster-reader";
import { keptShifts, type KeptShift, routeOf, type ShiftedRoute } from "./kept-shift";

/**
 * Rules that the config gives the split from before a shift that has reached its target, while the cluster still has
 * what the shift made: an update would take that back. Most likely what the shift wrote into the stack's file was never
 * committed.
 *
 * @param maps the ConfigMaps of shifts
 * @param readVirtualService what the cluster has under a VirtualService's name
 */
export async function undoneShifts(
  traffic: readonly TrafficPlan[],
  maps: readonly Fields[],
  stack: string,
  readVirtualService: (service: string, name: string) => Promise<Found>,
): Promise<Problem[]> {
  const found = keptShifts(maps, stack).map(async (shift): Promise<Problem[]> => {
    const { phase, from, to, service, rule } = shift;
    const route = routeOf(shift, traffic);
    if (phase !== "shifted" || !from || !to || !route) return [];
    if (movedVersions(from, route.weights).length > 0 || movedVersions(from, to).length === 0) return [];
    const live = await readVirtualService(service, service === ENTRANCE ? "bookinfo" : service);
    const runs = live.kind === "found" ? splitIn(live.object, rule) : undefined;
    // Whoever has moved the rule since knows what the config is to say.
    return runs && movedVersions(to, runs).length === 0 ? [problem(shift, route, to)] : [];
  });
  return (await Promise.all(found)).flat();
}

/** The split of a VirtualService's route; undefined where it has no route of that name. */
function splitIn(virtualService: Fields, rule: string): Split | undefined {
  const http = valueAt(virtualService, ["spec", "http"]);
  const route: unknown = Array.isArray(http) ? http.find((one) => fieldOf(one, "name") === rule) : undefined;
  const destinations = fieldOf(route, "route");
  if (!Array.isArray(destinations)) return undefined;
  const weights = destinations.map((one: unknown) => {
    const weight = fieldOf(one, "weight");
    // Of a single destination the weight may be left out (istio.io, HTTPRouteDestination).
    const share = typeof weight === "number" ? weight : destinations.length === 1 ? 100 : 0;
    return [String(valueAt(one, ["destination", "subset"])), share] as const;
  });
  return Object.fromEntries(weights);
}

function problem({ service, rule, stack, endedAt }: KeptShift, { path, weights }: ShiftedRoute, to: Split): Problem {
  const moved = movedVersions(weights, to);
  const lines = [
    ...moved.map((version) => `-     ${version}: ${weights[version] ?? 0}`),
    ...moved.map((version) => `+     ${version}: ${to[version] ?? 0}`),
  ];
  const when = endedAt === undefined ? "" : ` at ${endedAt.slice(0, 19).replace("T", " ")} UTC`;
  const whole = Object.entries(to).map(([version, weight]) => `${version}=${weight}`);
  return {
    path,
    message: `takes back what a shift has done${when} (${splitChangeText(to, weights)}): to keep that, commit what it wrote into the stack's file:`,
    detail: lines.join("\n  "),
    fix: run(["npm", "run", "traffic", "--", "set", service, "--rule", rule, ...whole, "--stack", stack], {
      note: "writes it, and changes nothing that runs",
    }),
  };
}
