import { type Path } from "../../config-path";
import { type Fields, isFields } from "../../fields";
import { type RequestMatch } from "../request-match";
import { type RouteOptions } from "../traffic-plan";
import { type Split } from "../split";
import { OPTION_FIELDS, readOptions } from "./read-options";
import { readMatch } from "./read-match";
import { type Destinations, readSplit } from "./read-split";
import { isUnset, note, otherFields, type Reading, saysAll } from "./remark";

/** One route of a VirtualService in the terms of a plan. */
export interface ReadRoute {
  /** Where it is in the object. */
  readonly path: Path;
  /** As it is written; empty where it has none. */
  readonly name: string;
  /** The alternatives of its match, in their order; `all` is every request that gets as far. */
  readonly matches: readonly RequestMatch[] | "all";
  readonly weights: Split;
  readonly options: RouteOptions;
}

const KNOWN = ["name", "match", "route", ...OPTION_FIELDS];

const REASONS = {
  redirect: "stack config has no redirects",
  directResponse: "stack config has no answers of its own",
  delegate: "stack config has all routes of a service in one place",
  rewrite: "stack config changes no paths and no hosts",
  headers: "stack config changes no headers",
  corsPolicy: "stack config has no policy for requests from other origins",
};

/**
 * Reads the HTTP routes of a VirtualService, in their order, up to the one that takes every request: what comes after it
 * is out of reach. A route that no request can meet is left out.
 */
export function readRoutes(http: readonly unknown[], path: Path, destinations: Destinations): Reading<ReadRoute[]> {
  const read = http.map((route, index) => readRoute(isFields(route) ? route : {}, [...path, index], destinations));
  const last = read.findIndex(({ takesAll }) => takesAll);
  const reached = last < 0 ? read : read.slice(0, last + 1);
  const dead = last < 0 ? [] : http.slice(last + 1).map((_, index) => [...path, last + 1 + index]);
  const remarks = [
    ...reached.flatMap((route) => route.remarks),
    ...dead.map((at) => note(at, `can't be reached, since http[${last}] takes every request: left out`)),
  ];
  if (!saysAll(remarks)) return { remarks };
  return { value: reached.flatMap(({ value }) => (value ? [value] : [])), remarks };
}

/** Whether a route takes every request is known even where it can't be said what it does to them. */
interface OneRoute extends Reading<ReadRoute> {
  readonly takesAll: boolean;
}

function readRoute(route: Fields, path: Path, destinations: Destinations): OneRoute {
  const alternatives = isUnset(route["match"]) ? [{}] : (route["match"] as readonly unknown[]);
  const read = alternatives.map((one, index) => readMatch(one, [...path, "match", index], destinations.ports));
  const meanings = read.flatMap(({ value }) => (value ? [value] : []));
  const takesAll = meanings.some(({ requests }) => requests === "all");
  const matchRemarks = takesAll
    ? read.filter(({ value }) => value?.requests === "all").flatMap(({ remarks }) => remarks)
    : read.flatMap(({ remarks }) => remarks);
  const isMet = meanings.some(({ requests }) => requests !== "none");
  // Who can't be reached may do what stack config can't say.
  if (saysAll(matchRemarks) && !isMet) return { takesAll, remarks: [...matchRemarks, note(path, NEVER_MET)] };

  const leadsOn = !["redirect", "directResponse", "delegate"].some((name) => route[name] !== undefined);
  const split = leadsOn ? readSplit(route["route"], [...path, "route"], destinations) : { remarks: [] };
  const options = readOptions(route, path, destinations);
  const others = otherFields(route, path, KNOWN, REASONS);
  const remarks = [...matchRemarks, ...split.remarks, ...options.remarks, ...others];
  if (!split.value || !options.value || !saysAll(remarks)) return { takesAll, remarks };
  const matches = meanings.flatMap((meaning) => (meaning.requests === "some" ? [meaning.match] : []));
  const name = typeof route["name"] === "string" ? route["name"] : "";
  const value = {
    path,
    name,
    matches: takesAll ? ("all" as const) : matches,
    weights: split.value,
    options: options.value,
  };
  return { value, takesAll, remarks };
}

const NEVER_MET = "no request meets its match: left out";
