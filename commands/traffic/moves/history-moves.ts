import { withSpelledOutDefault } from "../../../config/sections/default-route";
import { fieldOf, isFields } from "../../../config/value";
import { PROJECT } from "../../../mesh/config-path";
import { movedVersions, type SplitChange } from "../../../mesh/traffic/named-route";
import { type Split } from "../../../mesh/traffic/split";
import { DEFAULT_RULE } from "../../../mesh/traffic/traffic-plan";
import { type ConfigValue, type Update } from "../../stack/update";

/** An update and the splits that it changed; none for one that moved no weight. */
export interface HistoryMove {
  readonly update: Update;
  readonly splits: readonly SplitChange[];
}

const TRAFFIC = `${PROJECT}:traffic`;

/**
 * Which splits each update of a stack changed, by its config and that of the last update before it that succeeded; the
 * first update first. A rule that is new, or has another name, has no split that was changed. Updates alone count: a
 * refresh and a preview run with a config too, and move nothing.
 */
export function historyMoves(updates: readonly Update[]): HistoryMove[] {
  let before: ReadonlyMap<string, NamedSplit> | undefined;
  return updates.flatMap((update) => {
    if (update.kind === "destroy" && update.succeeded) before = undefined;
    if (update.kind !== "update") return [];
    const after = splitsOf(update.config[TRAFFIC]);
    const splits = [...after].flatMap(([key, { service, rule, split }]) => {
      const from = before?.get(key)?.split;
      return from && movedVersions(from, split).length > 0 ? [{ service, rule, from, to: split }] : [];
    });
    if (update.succeeded) before = after;
    return [{ update, splits }];
  });
}

/**
 * Whether the history keeps what the config said of traffic: of a section with something encrypted in it, it keeps
 * nothing.
 */
export function hidesTraffic(updates: readonly Update[]): boolean {
  return updates.some(({ config }) => config[TRAFFIC]?.secret === true);
}

interface NamedSplit {
  readonly service: string;
  readonly rule: string;
  readonly split: Split;
}

/**
 * The splits in a section `traffic` as it was written, whatever else is in it and whatever versions there are today.
 */
function splitsOf(value: ConfigValue | undefined): ReadonlyMap<string, NamedSplit> {
  const section = json(value?.value);
  if (!isFields(section)) return new Map();
  const named = Object.entries(section).flatMap(([service, written]): NamedSplit[] => {
    const plan = withSpelledOutDefault(written, []);
    const rules = fieldOf(plan, "rules");
    const routes = [
      ...(Array.isArray(rules) ? rules : []).map((rule: unknown) => ({ name: fieldOf(rule, "name"), route: rule })),
      { name: DEFAULT_RULE, route: fieldOf(plan, "default") },
    ];
    return routes.flatMap(({ name, route }) => {
      const weights = fieldOf(route, "weights");
      if (typeof name !== "string" || !isFields(weights)) return [];
      const entries = Object.entries(weights).filter(
        (entry): entry is [string, number] => typeof entry[1] === "number",
      );
      return [{ service, rule: name, split: Object.fromEntries(entries) }];
    });
  });
  return new Map(named.map((one) => [`${one.service}/${one.rule}`, one]));
}

function json(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "{}") as unknown;
  } catch {
    return undefined; // What was no JSON named no split.
  }
}
