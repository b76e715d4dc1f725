import { type Path } from "../../mesh/config-path";
import { covers, describeMatch, type RequestMatch, sameMatch } from "../../mesh/traffic/request-match";
import { demandsQuery } from "../../mesh/traffic/string-shape";
import { DEFAULT_RULE, type Rule } from "../../mesh/traffic/traffic-plan";
import { remove, set } from "../problem/fix";
import { type Problem } from "../problem/problem";
import { type Reading } from "../reading";
import { fieldOf } from "../value";
import { MEANT } from "./match-schema";

/** What is wrong between rules: names used twice, matches used twice, rules that no request can get to. */
export function ruleProblems(path: Path, rules: readonly Reading<Rule>[]): Problem[] {
  const known = rules.map((rule, index) => ({
    index,
    name: labelOf(rule.value),
    match: rule.field("match").valid,
  }));
  return known.flatMap((rule): Problem[] => {
    const at = [...path, rule.index];
    const earlier = known.slice(0, rule.index);
    const problems: Problem[] = [];

    const namesake = earlier.find(({ name }) => name !== undefined && name === rule.name);
    if (namesake) {
      const message = `the name ${JSON.stringify(rule.name)} is taken by rules[${namesake.index}]: expected a name of its own`;
      problems.push({ path: at, message, fix: set([...at, "name"], `${rule.name}-${rule.index + 1}`) });
    }

    const { match } = rule;
    const wider = match && earlier.find((other) => other.match && covers(other.match, match));
    if (match && wider?.match) {
      const first = `rules[${wider.index}]${wider.name ? ` (${wider.name})` : ""}`;
      const message = sameMatch(wider.match, match)
        ? `has the same match as ${first}, so it can never be reached: the first match decides`
        : `can never be reached: ${first} before it matches every request that it would`;
      const detail = `${first}: ${describeMatch(wider.match)}; rules[${rule.index}]: ${describeMatch(match)}`;
      problems.push({ path: at, message, detail, fix: remove(at) });
    }
    if (!match) return problems;
    if (!wider && covers(match, {})) {
      const message =
        "matches every request, so that none is left for the default: expected a condition that some requests do not meet";
      problems.push({
        path: at,
        message,
        fix: remove(at, "and give its weights to the default, where they are meant"),
      });
    }
    const inMatch = [...at, "match"];
    return [...problems, ...queryProblems([...inMatch, "uri"], match.uri), ...unmetProblems(inMatch, match)];
  });
}

/** A condition on a path that asks for its query, which no condition gets to see. */
function queryProblems(path: Path, uri: RequestMatch["uri"]): Problem[] {
  if (!uri || !demandsQuery(uri)) return [];
  return Object.entries<string>(uri).map(([how, text]): Problem => {
    const at = [...path, how];
    const message = `${JSON.stringify(text)} can match no request: Envoy compares paths without their query; expected a path alone`;
    // What a regular expression means without a part of it is not known.
    return { path: at, message, fix: how === "regex" ? remove(path) : set(at, MEANT.uri(text)) };
  });
}

/** What every path and every method is like. */
const ALWAYS = {
  uri: { what: "path", expected: "a slash at its start", meant: MEANT.uri },
  method: { what: "method", expected: "capitals", meant: MEANT.method },
};

/**
 * Conditions that no request can meet, such as a path without its slash. What a regular expression can match is not
 * known.
 */
function unmetProblems(path: Path, match: RequestMatch): Problem[] {
  return (["uri", "method"] as const).flatMap((name) => {
    const { what, expected, meant } = ALWAYS[name];
    return Object.entries<string>(match[name] ?? {}).flatMap(([how, text]): Problem[] => {
      const isOfQuery = name === "uri" && demandsQuery({ exact: text });
      if (how === "regex" || isOfQuery || meant(text) === text) return [];
      const at = [...path, name, how];
      const message = `${JSON.stringify(text)} can match no ${what}: expected ${expected}`;
      return [{ path: at, message, fix: set(at, meant(text)) }];
    });
  });
}

/** The name that people know a rule by. */
export function labelOf(rule: unknown): string | undefined {
  const name = fieldOf(rule, "name");
  return typeof name === "string" && name !== "" && name !== DEFAULT_RULE ? name : undefined;
}
