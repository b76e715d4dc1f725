import { BOOKINFO } from "./bookinfo";
import { knownWords } from "./nearest";
import { type Problem, projectKey, removeCommand, setCommand } from "./problem";
import { covers, describeMatch, type RequestMatch, sameMatch } from "./request-match";
import { issueProblems } from "./schema-problem";
import { type Split, weightProblems } from "./split";
import { DEFAULT_RULE, type DefaultRoute, type Rule, type TrafficPlan } from "./traffic-plan";
import { matchSchema, planSchema } from "./traffic-schema";

type Path = readonly PropertyKey[];
type Fields = Readonly<Record<string, unknown>>;

/** The plans that the section `traffic` asks for, and everything that is wrong with it. */
export function parseTraffic(section: unknown): { plans: TrafficPlan[]; problems: Problem[] } {
  if (!isFields(section)) {
    const key = projectKey(["traffic"]);
    const message = `${JSON.stringify(section)} is not {<service>: {rules, default}}`;
    return { plans: [], problems: [{ key, message, mend: setCommand(`${key}.reviews.default.v2`, 100) }] };
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
  const versions = (BOOKINFO as Readonly<Record<string, readonly string[]>>)[service];
  if (!versions) {
    const key = projectKey(path);
    const message = `the application has no service ${JSON.stringify(service)}; ${knownWords(service, Object.keys(BOOKINFO))}`;
    return { problems: [{ key, message, mend: removeCommand(key) }] };
  }

  const value = withSpelledOutDefault(written);
  const result = planSchema.safeParse(value, { reportInput: true });
  const problems = [
    ...(result.error ? issueProblems(path, value, result.error.issues) : []),
    ...routeProblems(path, value, versions),
    ...ruleProblems([...path, "rules"], rulesOf(value)),
  ].map((problem) => labelled(asWritten(problem, path, written), path, rulesOf(value)));
  if (problems.length > 0 || !result.success) return { problems };
  // The weights were held to the rules of splits above, which leave nothing but numbers.
  const { rules, default: fallback } = result.data;
  return { plan: { service, versions, rules: rules as Rule[], default: fallback as DefaultRoute }, problems };
}

/** `default: {v2: 100}` is short for `default: {weights: {v2: 100}}`. */
function withSpelledOutDefault(written: unknown): unknown {
  return isShortDefault(written) ? { ...written, default: { weights: written.default } } : written;
}

function isShortDefault(written: unknown): written is Fields & { readonly default: Fields } {
  return isFields(written) && isFields(written["default"]) && !("weights" in written["default"]);
}

/** A problem under the key that the user wrote, where the default stands in its short form. */
function asWritten(problem: Problem, path: Path, written: unknown): Problem {
  if (!isShortDefault(written)) return problem;
  const long = projectKey([...path, "default", "weights"]);
  const short = projectKey([...path, "default"]);
  return { ...problem, key: problem.key.replace(long, short), mend: problem.mend.replace(long, short) };
}

/** A problem inside a rule, with the name that people know the rule by. */
function labelled(problem: Problem, path: Path, rules: readonly unknown[]): Problem {
  const index = rules.findIndex((_, at) => inside(problem.key, projectKey([...path, "rules", at])));
  const name = labelOf(rules[index]);
  return name === undefined ? problem : { ...problem, label: name };
}

function inside(key: string, parent: string): boolean {
  return key === parent || key.startsWith(`${parent}.`) || key.startsWith(`${parent}[`);
}

/** What is wrong with each route by itself: its weights, and the versions that it names. */
function routeProblems(path: Path, plan: unknown, versions: readonly string[]): Problem[] {
  const rules = rulesOf(plan).map((rule, index) => ({ at: [...path, "rules", index], route: rule }));
  const fallback = { at: [...path, "default"], route: isFields(plan) ? plan["default"] : undefined };
  return [...rules, fallback].flatMap(({ at, route }) => {
    if (!isFields(route)) return [];
    return [
      ...(isFields(route["weights"]) ? splitProblems([...at, "weights"], route["weights"], versions) : []),
      ...mirrorProblems([...at, "mirror", "version"], route["mirror"], versions),
    ];
  });
}

function splitProblems(path: Path, weights: Fields, versions: readonly string[]): Problem[] {
  const entries = Object.entries(weights);
  const unknown = entries
    .filter(([version]) => !versions.includes(version))
    .map(([version]) => unknownVersion([...path, version], version, versions));
  const wrong = weightProblems(entries).map(({ version, is, expected }): Problem => {
    if (version !== undefined) {
      const key = projectKey([...path, version]);
      return { key, message: `${is}: expected ${expected}`, mend: setCommand(key, remainder(weights, version)) };
    }
    const mended = mendedWeight(weights, versions);
    const detail = entries.map(([name, weight]) => `${name} ${String(weight)}`).join(" + ");
    return {
      key: projectKey(path.slice(0, -1)),
      message: entries.length > 0 ? is : `${is}: expected ${expected}`,
      ...(detail && { detail }),
      mend: setCommand(projectKey([...path, mended.version]), mended.weight),
    };
  });
  return [...unknown, ...wrong];
}

function mirrorProblems(path: Path, mirror: unknown, versions: readonly string[]): Problem[] {
  const version = isFields(mirror) ? mirror["version"] : undefined;
  return typeof version === "string" && version !== "" && !versions.includes(version)
    ? [{ ...unknownVersion(path, version, versions), mend: setCommand(projectKey(path), versions[0] ?? "") }]
    : [];
}

function unknownVersion(path: Path, version: string, versions: readonly string[]): Problem {
  const message = `the application has no version ${JSON.stringify(version)} of this service; ${knownWords(version, versions)}`;
  return { key: projectKey(path), message, mend: removeCommand(projectKey(path)) };
}

/** What the other weights leave for a version whose own weight is no good. */
function remainder(weights: Fields, version: string): number {
  const others = Object.entries(weights).filter(([name]) => name !== version);
  const taken = others.reduce((sum, [, weight]) => sum + (isWeight(weight) ? weight : 0), 0);
  return Math.max(0, 100 - taken);
}

/** The one weight whose change makes the split add up: the last one that can take the difference, else all to one. */
function mendedWeight(weights: Split | Fields, versions: readonly string[]): { version: string; weight: number } {
  const last = Object.keys(weights).findLast((version) => isWeight(100 - sumWithout(weights, version)));
  if (last !== undefined) return { version: last, weight: 100 - sumWithout(weights, last) };
  return { version: Object.keys(weights)[0] ?? versions[0] ?? "v1", weight: 100 };
}

function sumWithout(weights: Fields, version: string): number {
  return Object.entries(weights).reduce((sum, [name, weight]) => (name === version ? sum : sum + Number(weight)), 0);
}

function isWeight(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 100;
}

/** What is wrong between rules: names used twice, matches used twice, rules that no request can get to. */
function ruleProblems(path: Path, rules: readonly unknown[]): Problem[] {
  const known = rules.map((rule, index) => ({ index, name: labelOf(rule), match: matchOf(rule) }));
  return known.flatMap((rule): Problem[] => {
    const key = projectKey([...path, rule.index]);
    const earlier = known.slice(0, rule.index);
    const problems: Problem[] = [];

    const namesake = earlier.find(({ name }) => name !== undefined && name === rule.name);
    if (namesake) {
      const message = `the name ${JSON.stringify(rule.name)} is taken by rules[${namesake.index}]: expected a name of its own`;
      problems.push({ key, message, mend: setCommand(`${key}.name`, `${rule.name}-${rule.index + 1}`) });
    }

    const { match } = rule;
    const wider = match && earlier.find((other) => other.match && covers(other.match, match));
    if (match && wider?.match) {
      const first = `rules[${wider.index}]${wider.name ? ` (${wider.name})` : ""}`;
      const message = sameMatch(wider.match, match)
        ? `has the same match as ${first}, so it can never be reached: the first match decides`
        : `can never be reached: ${first} before it matches every request that it would`;
      const detail = `${first}: ${describeMatch(wider.match)}; rules[${rule.index}]: ${describeMatch(match)}`;
      problems.push({ key, message, detail, mend: removeCommand(key) });
    }
    return problems;
  });
}

function rulesOf(plan: unknown): readonly unknown[] {
  return isFields(plan) && Array.isArray(plan["rules"]) ? (plan["rules"] as unknown[]) : [];
}

function labelOf(rule: unknown): string | undefined {
  const name = isFields(rule) ? rule["name"] : undefined;
  return typeof name === "string" && name !== "" && name !== DEFAULT_RULE ? name : undefined;
}

function matchOf(rule: unknown): RequestMatch | undefined {
  return isFields(rule) ? matchSchema.safeParse(rule["match"]).data : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
