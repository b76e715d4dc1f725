import { type Path } from "../../config-path";
import { type Fields, isFields } from "../../fields";
import { type RequestMatch } from "../request-match";
import { type RouteOptions } from "../traffic-plan";
import { type Split } from "../split";
import { OPTION_FIELDS, readOptions } from "./read-options";
import { readMatch } from "./read-match";
import { type Destinations, readSplit } from "./read-split";
import { isUnset, note, otherFields, type Reading, type Remark, saysAll } from "./remark";

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
 * Reads the HTTP routes of a VirtualService, in their order, up to the one that takes every request: what comes after
 * it is out of reach. A route that no request can meet is left out.
 */
export function readRoutes(http: readonly unknown[], path: Path, destinations: Destinations): Reading<ReadRoute[]> {
  const { routes, remarks: unreached } = readEachRoute(http, path, destinations);
  const remarks = [...routes.flatMap((route) => route.remarks), ...unreached];
  if (!saysAll(remarks)) return { remarks };
  return { value: routes.flatMap(({ value }) => (value ? [value] : [])), remarks };
}

/** Like {@link readRoutes}, each route by itself, so that what is lost of one hides none of the others. */
export function readEachRoute(
  http: readonly unknown[],
  path: Path,
  destinations: Destinations,
): { readonly routes: readonly RouteReading[]; readonly remarks: readonly Remark[] } {
  const read = http.map((route, index) => readRoute(isFields(route) ? route : {}, [...path, index], destinations));
  const last = read.findIndex(({ takesAll }) => takesAll);
  if (last < 0) return { routes: read, remarks: [] };
  const dead = http.slice(last + 1).map((_, index) => [...path, last + 1 + index]);
  const text = `can't be reached, since http[${last}] takes every request: left out`;
  return { routes: read.slice(0, last + 1), remarks: dead.map((at) => note(at, text)) };
}

/** One route; without a value it can't be met, or something of it is lost. */
export interface RouteReading extends Reading<ReadRoute> {
  readonly path: Path;
  /** As it is written; empty where it has none. */
  readonly name: string;
  /** Whether it takes every request that gets as far, which is known also where it is not what it does to them. */
  readonly takesAll: boolean;
}

function readRoute(route: Fields, path: Path, destinations: Destinations): RouteReading {
  const name = typeof route["name"] === "string" ? route["name"] : "";
  const alternatives = isUnset(route["match"]) ? [{}] : (route["match"] as readonly unknown[]);
  const read = alternatives.map((one, index) => readMatch(one, [...path, "match", index], destinations.ports));
  const meanings = read.flatMap(({ value }) => (value ? [value] : []));
  const takesAll = meanings.some(({ requests }) => requests === "all");
  const matchRemarks = takesAll
    ? read.filter(({ value }) => value?.requests === "all").flatMap(({ remarks }) => remarks)
    : read.flatMap(({ remarks }) => remarks);
  const isMet = meanings.some(({ requests }) => requests !== "none");
  // Who can't be reached may do what stack config can't say.
  if (saysAll(matchRemarks) && !isMet)
    return { path, name, takesAll, remarks: [...matchRemarks, note(path, NEVER_MET)] };

  const leadsOn = !["redirect", "directResponse", "delegate"].some((name) => route[name] !== undefined);
  const split = leadsOn ? readSplit(route["route"], [...path, "route"], destinations) : { remarks: [] };
  const options = readOptions(route, path, destinations);
  const others = otherFields(route, path, KNOWN, REASONS);
  const remarks = [...matchRemarks, ...split.remarks, ...options.remarks, ...others];
  if (!split.value || !options.value || !saysAll(remarks)) return { path, name, takesAll, remarks };
  const matches = meanings.flatMap((meaning) => (meaning.requests === "some" ? [meaning.match] : []));
  const value = {
    path,
    name,
    matches: takesAll ? ("all" as const) : matches,
    weights: split.value,
    options: options.value,
  };
  return { path, name, value, takesAll, remarks };
}

const NEVER_MET = "no request meets its match: left out";
