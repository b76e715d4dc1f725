import { isShortDefault } from "../../../config/sections/default-route";
import { fieldOf } from "../../../config/value";
import { type RawConfig } from "../../../config/parse-config";
import { type Path } from "../../../mesh/config-path";
import { movedVersions } from "../../../mesh/traffic/named-route";
import { type Split } from "../../../mesh/traffic/split";
import { DEFAULT_RULE } from "../../../mesh/traffic/traffic-plan";
import { type ConfigEdit } from "./config-edit";

/** What the config's section `traffic` has of a service, as it is written. */
export function writtenPlan(raw: RawConfig, service: string): unknown {
  return fieldOf(JSON.parse(raw.values["traffic"] ?? "{}") as unknown, service);
}

/** Where the config keeps a route: a rule by its number, the default by its name. */
export function routePlace(written: unknown, service: string, rule: string): Path {
  const path: Path = ["traffic", service];
  if (rule === DEFAULT_RULE) return [...path, "default"];
  const rules = fieldOf(written, "rules");
  const index = Array.isArray(rules) ? rules.findIndex((one) => fieldOf(one, "name") === rule) : -1;
  if (index < 0) throw new Error(`the config has no rule ${rule} of ${service}`);
  return [...path, "rules", index];
}

/**
 * Where the config keeps a route's weights: the default has them either itself or, beside its options, under `weights`.
 */
export function weightsPlace(written: unknown, service: string, rule: string): Path {
  const place = routePlace(written, service, rule);
  return rule === DEFAULT_RULE && isShortDefault(written) ? place : [...place, "weights"];
}

/** The edits that make a route's weights, as they are written, a split. */
export function splitEdits(raw: RawConfig, service: string, rule: string, from: Split, to: Split): ConfigEdit[] {
  const place = weightsPlace(writtenPlan(raw, service), service, rule);
  return movedVersions(from, to).map((version) => ({ path: [...place, version], value: to[version] ?? 0 }));
}
