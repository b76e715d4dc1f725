import { BOOKINFO } from "../../mesh/bookinfo";
import { isAtOrIn, type Path } from "../../mesh/config-path";
import { weightProblems } from "../../mesh/traffic/split";
import { type DefaultRoute, type Rule, type TrafficPlan } from "../../mesh/traffic/traffic-plan";
import { inTurn, move, remove, replace, set } from "../problem/fix";
import { knownWords, nearest } from "../problem/nearest";
import { type Problem } from "../problem/problem";
import { issueProblems } from "../problem/schema-problem";
import { readSection } from "../read-section";
import { fieldOf, type Fields, isFields, withValueAt } from "../value";
import { fixedSplit } from "./split-fix";
import { labelOf, ruleProblems } from "./rule-problems";
import { planSchema, ROUTE_OPTIONS } from "./traffic-schema";

/** The plans that the section `traffic` asks for, and everything that is wrong with it. */
export function parseTraffic(section: unknown): { plans: TrafficPlan[]; problems: Problem[] } {
  if (!isFields(section)) {
    const message = `${JSON.stringify(section)} is not {<service>: {rules, default}}`;
    return { plans: [], problems: [{ path: ["traffic"], message, fix: remove(["traffic"]) }] };
  }
  const parsed = Object.keys(section)
    .sort()
    .map((service) => parsePlan(service, section[service]));
  return {
    plans: parsed.flatMap(({ plan }) => (plan ? [plan] : [])),
    problems: parsed.flatMap(({ problems }) => problems),
  };
}

function parsePlan(service: string, written: unknown): { plan?: TrafficPlan; problems: Problem[] } {
  const path = ["traffic", service];
  if (!Object.hasOwn(BOOKINFO, service)) {
    const message = `the application has no service ${JSON.stringify(service)}; ${knownWords(service, Object.keys(BOOKINFO))}`;
    return { problems: [{ path, message, fix: remove(path) }] };
  }

  const versions: readonly string[] = BOOKINFO[service as keyof typeof BOOKINFO];
  const spelledOut = withSpelledOutDefault(written, versions);
  const read = readSection(planSchema, spelledOut);
  const { value, data } = read;
  const problems = [
    ...misplacedProblems(path, written, versions),
    ...issueProblems(path, read),
    ...routeProblems(path, value, versions, isShortDefault(written)),
    ...ruleProblems([...path, "rules"], rulesOf(value)),
  ].map((problem) => labelled(problem, path, rulesOf(value)));
  if (problems.length > 0 || !data) return { problems };
  // The weights were held to the rules of splits above, which leave nothing but numbers.
  const { rules, default: fallback } = data;
  return { plan: { service, versions, rules: rules as Rule[], default: fallback as DefaultRoute }, problems };
}

/** `default: {v2: 100}` is short for `default: {weights: {v2: 100}}`. */
function withSpelledOutDefault(written: unknown, versions: readonly string[]): unknown {
  if (isShortDefault(written)) return { ...written, default: { weights: written.default } };
  const misplaced = misplacedVersions(written, versions);
  if (misplaced.length === 0) return written;
  const entries = Object.entries((written as { default: Fields }).default);
  const weights = Object.fromEntries(entries.filter(([name]) => misplaced.includes(name)));
  const others = Object.fromEntries(entries.filter(([name]) => !misplaced.includes(name)));
  return withValueAt(written, ["default"], { ...others, weights });
}

/** A default is short unless something in it belongs to the long form: an option, or an object, which no weight is. */
function isShortDefault(written: unknown): written is Fields & { readonly default: Fields } {
  const fallback = fieldOf(written, "default");
  return isFields(fallback) && !Object.entries(fallback).some(([name, value]) => isOption(name) || isFields(value));
}

function isOption(name: string): boolean {
  return name === "weights" || ROUTE_OPTIONS.some((option) => nearest(name, [option]) === option);
}

/** Versions that stand in the long form of a default, beside the options and not under `weights`. */
function misplacedVersions(written: unknown, versions: readonly string[]): string[] {
  const fallback = fieldOf(written, "default");
  if (!isFields(fallback) || isShortDefault(written) || fieldOf(fallback, "weights") !== undefined) return [];
  return Object.keys(fallback).filter((name) => versions.includes(name));
}

function misplacedProblems(path: Path, written: unknown, versions: readonly string[]): Problem[] {
  return misplacedVersions(written, versions).map((version) => {
    const from = [...path, "default", version];
    const message = "stands beside the options of a route: expected it under weights";
    const value = fieldOf(fieldOf(written, "default"), version);
    return { path: from, message, fix: move(from, [...path, "default", "weights", version], value) };
  });
}

/** A problem inside a rule, with the name that people know the rule by. */
function labelled(problem: Problem, path: Path, rules: readonly unknown[]): Problem {
  const index = rules.findIndex((_, at) => isAtOrIn(problem.path, [...path, "rules", at]));
  const name = labelOf(rules[index]);
  return name === undefined ? problem : { ...problem, label: name };
}

/** What is wrong with each route by itself: its weights, and the versions that it names. */
function routeProblems(path: Path, plan: unknown, versions: readonly string[], isDefaultShort: boolean): Problem[] {
  const rules = rulesOf(plan).map((rule, index) => ({ at: [...path, "rules", index], route: rule, isShort: false }));
  const fallback = { at: [...path, "default"], route: fieldOf(plan, "default"), isShort: isDefaultShort };
  return [...rules, fallback].flatMap(({ at, route, isShort }) => {
    if (!isFields(route)) return [];
    const weights = fieldOf(route, "weights");
    return [
      ...(isFields(weights) ? splitProblems(at, isShort ? at : [...at, "weights"], weights, versions) : []),
      ...retriesProblems([...at, "retries"], fieldOf(route, "retries")),
      ...mirrorProblems([...at, "mirror", "version"], fieldOf(route, "mirror"), versions),
    ];
  });
}

/** What is wrong with the weights of a route, which stand at `path`. All fixes together lead to one and the same split. */
function splitProblems(route: Path, path: Path, weights: Fields, versions: readonly string[]): Problem[] {
  const fixed = fixedSplit(weights, versions);
  const setTo = (version: string) => replace([...path, version], fixed[version] ?? 0, fieldOf(weights, version));

  const entries = Object.entries(weights);
  const unknown = entries.filter(([version]) => !versions.includes(version));
  const found = weightProblems(entries.filter(([version]) => versions.includes(version)));
  const single: Problem[] = [
    ...unknown.map(([version]) => ({
      ...unknownVersion([...path, version], version, versions),
      fix: remove([...path, version]),
    })),
    ...found.flatMap(({ version, is, expected }) =>
      version === undefined
        ? []
        : [{ path: [...path, version], message: `${is}: expected ${expected}`, fix: setTo(version) }],
    ),
  ];
  // Weights that are valid by themselves, and have to change for the others' sake.
  const adapted = Object.keys(fixed)
    .filter((version) => fixed[version] !== weights[version] && !found.some((one) => one.version === version))
    .map(setTo);
  const last = single.at(-1);
  if (last) return [...single.slice(0, -1), { ...last, fix: inTurn(last.fix, ...adapted) }];
  return found.map(({ is, expected }) => ({
    path: route,
    message: entries.length > 0 ? is : `${is}: expected ${expected}`,
    ...(entries.length > 0 && { detail: entries.map(([name, weight]) => `${name} ${String(weight)}`).join(" + ") }),
    fix: inTurn(...adapted),
  }));
}

/** Istio refuses to be told how to do what it is told not to do. */
function retriesProblems(path: Path, retries: unknown): Problem[] {
  const idle = ["perTryTimeout", "retryOn"].filter((name) => fieldOf(retries, name) !== undefined);
  if (fieldOf(retries, "attempts") !== 0 || idle.length === 0) return [];
  const message = `0 switches retries off: expected at least 1, or no ${idle.join(" and no ")}`;
  const fix = inTurn(...idle.map((name) => remove([...path, name])));
  return [{ path: [...path, "attempts"], message, fix }];
}

function mirrorProblems(path: Path, mirror: unknown, versions: readonly string[]): Problem[] {
  const version = fieldOf(mirror, "version");
  if (typeof version !== "string" || version === "" || versions.includes(version)) return [];
  const fix = set(path, nearest(version, versions) ?? versions[0] ?? "");
  return [{ ...unknownVersion(path, version, versions), fix }];
}

function unknownVersion(path: Path, version: string, versions: readonly string[]): Pick<Problem, "path" | "message"> {
  const message = `the application has no version ${JSON.stringify(version)} of this service; ${knownWords(version, versions)}`;
  return { path, message };
}

function rulesOf(plan: unknown): readonly unknown[] {
  const rules = fieldOf(plan, "rules");
  return Array.isArray(rules) ? (rules as unknown[]) : [];
}
