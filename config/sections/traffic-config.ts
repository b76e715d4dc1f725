import { BOOKINFO } from "../../mesh/bookinfo";
import { type Path, projectKey } from "../../mesh/config-path";
import { weightProblems } from "../../mesh/traffic/split";
import { type DefaultRoute, type Rule, type TrafficPlan } from "../../mesh/traffic/traffic-plan";
import { inTurn, moveCommand, removal, replaceCommand, setCommand } from "../problem/mend";
import { knownWords, nearest } from "../problem/nearest";
import { type Problem } from "../problem/problem";
import { isAtOrIn, issueProblems } from "../problem/schema-problem";
import { readSection } from "../read-section";
import { fieldOf, type Fields, isFields, withValueAt } from "../value";
import { mendedSplit } from "./mended-split";
import { labelOf, ruleProblems } from "./rule-problems";
import { planSchema, ROUTE_OPTIONS } from "./traffic-schema";

/** The plans that the section `traffic` asks for, and everything that is wrong with it. */
export function parseTraffic(section: unknown): { plans: TrafficPlan[]; problems: Problem[] } {
  if (!isFields(section)) {
    const message = `${JSON.stringify(section)} is not {<service>: {rules, default}}`;
    return { plans: [], problems: [{ key: projectKey(["traffic"]), message, ...removal(["traffic"]) }] };
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
    const key = projectKey(path);
    const message = `the application has no service ${JSON.stringify(service)}; ${knownWords(service, Object.keys(BOOKINFO))}`;
    return { problems: [{ key, message, ...removal(path) }] };
  }

  const versions: readonly string[] = BOOKINFO[service as keyof typeof BOOKINFO];
  const spelledOut = withSpelledOutDefault(written, versions);
  const read = readSection(planSchema, spelledOut);
  const { value, data } = read;
  const problems = [
    ...misplacedProblems(path, written, versions),
    ...issueProblems(path, read),
    ...routeProblems(path, value, versions),
    ...ruleProblems([...path, "rules"], rulesOf(value)),
  ].map((problem) => labelled(asWritten(problem, path, written), path, rulesOf(value)));
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
    return { key: projectKey(from), message, mend: moveCommand(from, [...path, "default", "weights", version], value) };
  });
}

/** A problem under the key that the user wrote, where the default stands in its short form. */
function asWritten(problem: Problem, path: Path, written: unknown): Problem {
  if (!isShortDefault(written)) return problem;
  const long = projectKey([...path, "default", "weights"]);
  const short = projectKey([...path, "default"]);
  return { ...problem, key: problem.key.replace(long, short), mend: problem.mend.replaceAll(long, short) };
}

/** A problem inside a rule, with the name that people know the rule by. */
function labelled(problem: Problem, path: Path, rules: readonly unknown[]): Problem {
  const index = rules.findIndex((_, at) => isAtOrIn(problem.key, projectKey([...path, "rules", at])));
  const name = labelOf(rules[index]);
  return name === undefined ? problem : { ...problem, label: name };
}

/** What is wrong with each route by itself: its weights, and the versions that it names. */
function routeProblems(path: Path, plan: unknown, versions: readonly string[]): Problem[] {
  const rules = rulesOf(plan).map((rule, index) => ({ at: [...path, "rules", index], route: rule }));
  const fallback = { at: [...path, "default"], route: fieldOf(plan, "default") };
  return [...rules, fallback].flatMap(({ at, route }) => {
    if (!isFields(route)) return [];
    const weights = fieldOf(route, "weights");
    return [
      ...(isFields(weights) ? splitProblems([...at, "weights"], weights, versions) : []),
      ...retriesProblems([...at, "retries"], fieldOf(route, "retries")),
      ...mirrorProblems([...at, "mirror", "version"], fieldOf(route, "mirror"), versions),
    ];
  });
}

/** What is wrong with the weights of a route. All mends together lead to one and the same split. */
function splitProblems(path: Path, weights: Fields, versions: readonly string[]): Problem[] {
  const mended = mendedSplit(weights, versions);
  const keyOf = (version: string) => projectKey([...path, version]);
  const setTo = (version: string) => replaceCommand(keyOf(version), mended[version] ?? 0, fieldOf(weights, version));

  const entries = Object.entries(weights);
  const unknown = entries.filter(([version]) => !versions.includes(version));
  const found = weightProblems(entries.filter(([version]) => versions.includes(version)));
  const single: Problem[] = [
    ...unknown.map(([version]) => ({
      ...unknownVersion([...path, version], version, versions),
      ...removal([...path, version]),
    })),
    ...found.flatMap(({ version, is, expected }) =>
      version === undefined
        ? []
        : [{ key: keyOf(version), message: `${is}: expected ${expected}`, mend: setTo(version) }],
    ),
  ];
  // Weights that are sound by themselves, and have to change for the others' sake.
  const adapted = Object.keys(mended)
    .filter((version) => mended[version] !== weights[version] && !found.some((one) => one.version === version))
    .map(setTo);
  const last = single.at(-1);
  if (last) return [...single.slice(0, -1), { ...last, mend: inTurn(last.mend, ...adapted) }];
  return found.map(({ is, expected }) => ({
    key: projectKey(path.slice(0, -1)),
    message: entries.length > 0 ? is : `${is}: expected ${expected}`,
    ...(entries.length > 0 && { detail: entries.map(([name, weight]) => `${name} ${String(weight)}`).join(" + ") }),
    mend: inTurn(...adapted),
  }));
}

/** Istio refuses to be told how to do what it is told not to do. */
function retriesProblems(path: Path, retries: unknown): Problem[] {
  const idle = ["perTryTimeout", "retryOn"].filter((name) => fieldOf(retries, name) !== undefined);
  if (fieldOf(retries, "attempts") !== 0 || idle.length === 0) return [];
  const message = `0 switches retries off: expected at least 1, or no ${idle.join(" and no ")}`;
  const mend = inTurn(...idle.map((name) => removal([...path, name]).mend));
  return [{ key: projectKey([...path, "attempts"]), message, mend }];
}

function mirrorProblems(path: Path, mirror: unknown, versions: readonly string[]): Problem[] {
  const version = fieldOf(mirror, "version");
  if (typeof version !== "string" || version === "" || versions.includes(version)) return [];
  const mend = setCommand(projectKey(path), nearest(version, versions) ?? versions[0] ?? "");
  return [{ ...unknownVersion(path, version, versions), mend }];
}

function unknownVersion(path: Path, version: string, versions: readonly string[]): Pick<Problem, "key" | "message"> {
  const message = `the application has no version ${JSON.stringify(version)} of this service; ${knownWords(version, versions)}`;
  return { key: projectKey(path), message };
}

function rulesOf(plan: unknown): readonly unknown[] {
  const rules = fieldOf(plan, "rules");
  return Array.isArray(rules) ? (rules as unknown[]) : [];
}
