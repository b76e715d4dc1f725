import { isShortDefault } from "../../../config/sections/default-route";
import { fieldOf, type Fields, isFields } from "../../../config/value";
import { type Path } from "../../../mesh/config-path";
import { type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { type ConfigEdit } from "../moves/config-edit";

/** The edits that make what the config has of a service, as it is written, say another plan. */
export function planEdits(written: unknown, { service, rules, default: fallback }: TrafficPlan): ConfigEdit[] {
  const isShort = isShortDefault(written) && Object.keys(fallback).length === 1;
  // The config may leave out a list of rules that has none.
  const noRules = rules.length === 0 && fieldOf(written, "rules") === undefined;
  const wanted = { ...(noRules ? {} : { rules }), default: isShort ? fallback.weights : fallback };
  return edits(["traffic", service], written, wanted);
}

function edits(path: Path, before: unknown, after: unknown): ConfigEdit[] {
  if (typeof after === "string" || typeof after === "number") {
    return before === after ? [] : [{ path, value: after }];
  }
  if (Array.isArray(after)) return listEdits(path, Array.isArray(before) ? before : [], after);
  return fieldEdits(path, isFields(before) ? before : {}, isFields(after) ? after : {});
}

/** Whatever is over goes from the end, so that the numbers of all others stay. */
function listEdits(path: Path, before: readonly unknown[], after: readonly unknown[]): ConfigEdit[] {
  const over = before
    .map((_, index) => index)
    .slice(after.length)
    .reverse();
  return [
    ...after.flatMap((one, index) => edits([...path, index], before[index], one)),
    ...over.map((index) => ({ path: [...path, index] })),
  ];
}

function fieldEdits(path: Path, before: Fields, after: Fields): ConfigEdit[] {
  const gone = Object.keys(before).filter((name) => after[name] === undefined);
  return [
    ...Object.entries(after).flatMap(([name, value]) => edits([...path, name], before[name], value)),
    ...gone.map((name) => ({ path: [...path, name] })),
  ];
}
