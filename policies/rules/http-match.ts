import { covers, InvalidRegex, type RequestMatch, sameMatch } from "../../mesh/traffic/request-match";
import { type StringMatch } from "../../mesh/traffic/string-shape";
import { canonical } from "../resources/canonical";
import { type Place } from "../resources/value";

/**
 * One HTTPMatchRequest of a VirtualService: the conditions that the mesh's rules know, and all others as they are
 * written. Its name and its statistics' prefix are no conditions.
 */
export interface HttpMatch {
  readonly request: RequestMatch;
  readonly others: Readonly<Record<string, string>>;
}

const NOT_CONDITIONS = new Set(["name", "statPrefix"]);

/** What a rule without a match is for. */
export const ANY_REQUEST: HttpMatch = { request: {}, others: {} };

/** Reads a match. @throws NotKnown when a part of it is unknown. */
export function httpMatch(place: Place): HttpMatch {
  const others: Record<string, string> = {};
  const request: Record<string, unknown> = {};
  // Letters' case then counts for nothing, which the mesh's rules do not know: the path is held against an equal one
  // only.
  const ignoresCase = place.at("ignoreUriCase").flag() ?? false;

  for (const [field, value] of place.entries()) {
    if (NOT_CONDITIONS.has(field)) continue;
    if (field === "headers" || field === "sourceLabels") {
      for (const [key, condition] of value.entries()) {
        const known = field === "headers" ? stringMatch(condition) : condition.text();
        if (known === undefined) others[`${field}.${key}`] = canonical(condition);
        else request[field] = { ...(request[field] as object | undefined), [key]: known };
      }
    } else if ((field === "uri" && !ignoresCase) || field === "method") {
      const known = stringMatch(value);
      if (known === undefined) others[field] = canonical(value);
      else request[field] = known;
    } else {
      others[field] = canonical(value);
    }
  }
  return { request, others };
}

/** Whether every request that `narrow` accepts is accepted by `wide` too. What cannot be decided is not claimed. */
export function matchCovers(wide: HttpMatch, narrow: HttpMatch): boolean {
  const othersHold = Object.entries(wide.others).every(([field, value]) => narrow.others[field] === value);
  return othersHold && requestCovers(wide.request, narrow.request);
}

/** Whether two matches have the same conditions. */
export function matchEquals(a: HttpMatch, b: HttpMatch): boolean {
  const fields = new Set([...Object.keys(a.others), ...Object.keys(b.others)]);
  return [...fields].every((field) => a.others[field] === b.others[field]) && sameMatch(a.request, b.request);
}

function requestCovers(wide: RequestMatch, narrow: RequestMatch): boolean {
  try {
    return covers(wide, narrow);
  } catch (error) {
    // A regular expression that RE2 refuses, and Istio with it, covers nothing.
    if (error instanceof InvalidRegex) return false;
    throw error;
  }
}

/** A condition on a string; undefined of one that only asks for there to be any. */
export function stringMatch(place: Place): StringMatch | undefined {
  const exact = place.at("exact").text();
  if (exact !== undefined) return { exact };
  const prefix = place.at("prefix").text();
  if (prefix !== undefined) return { prefix };
  const regex = place.at("regex").text();
  return regex === undefined ? undefined : { regex };
}
