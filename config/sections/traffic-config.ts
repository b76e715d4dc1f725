import { isAtOrIn, type Path } from "../../mesh/config-path";
import { type Rule, type TrafficPlan } from "../../mesh/traffic/traffic-plan";
import { move, remove } from "../problem/fix";
import { knownWords, nearest } from "../problem/nearest";
import { type Problem } from "../problem/problem";
import { issueProblems } from "../problem/schema-problem";
import { type Issue, pathOf, read, type Reading } from "../reading";
import { fieldOf, isFields, valueAt } from "../value";
import { isShortDefault, misplacedVersions, withSpelledOutDefault } from "./default-route";
import { entranceProblems } from "./entrance-problems";
import { routeProblems } from "./route-problems";
import { type KnownService } from "./known-services";
import { labelOf, ruleProblems } from "./rule-problems";
import { planSchema } from "./traffic-schema";

/** The plans that the section `traffic` asks for, and everything that is wrong with it. */
export function parseTraffic(
  section: unknown,
  known: readonly KnownService[],
): { plans: TrafficPlan[]; problems: Problem[] } {
  if (!isFields(section)) {
    const message = `${JSON.stringify(section)} is not {<service>: {rules, default}}`;
    return { plans: [], problems: [{ path: ["traffic"], message, fix: remove(["traffic"]) }] };
  }
  const parsed = Object.keys(section)
    .sort()
    .map((service) => parsePlan(service, section[service], known));
  return {
    plans: parsed.flatMap(({ plan }) => (plan ? [plan] : [])),
    problems: parsed.flatMap(({ problems }) => problems),
  };
}

function parsePlan(
  service: string,
  written: unknown,
  known: readonly KnownService[],
): { plan?: TrafficPlan; problems: Problem[] } {
  const path = ["traffic", service];
  const about = known.find(({ name }) => name === service);
  if (!about)
    return {
      problems: [
        unknownService(
          path,
          service,
          known.map(({ name }) => name),
        ),
      ],
    };
  const { versions, leftOut, isEntrance } = about;
  if (!versions) return { problems: [] };
  const spelledOut = withSpelledOutDefault(written, versions);
  const plan = read(planSchema, spelledOut);
  const rules = plan.field("rules").elements;
  const issues = plan.issues.filter((issue) => !isOfOneWeight(issue));
  const problems = [
    ...misplacedProblems(path, written, versions),
    ...issueProblems(path, spelledOut, { value: plan.value, issues }),
    ...rules.flatMap((rule, index) => {
      const weights = valueAt(spelledOut, ["rules", index, "weights"]);
      return routeProblems([...path, "rules", index], rule, { at: ["weights"], weights, versions, leftOut });
    }),
    ...routeProblems([...path, "default"], plan.field("default"), {
      at: isShortDefault(written) ? [] : ["weights"],
      weights: valueAt(spelledOut, ["default", "weights"]),
      versions,
      leftOut,
    }),
    ...ruleProblems([...path, "rules"], rules),
    ...(isEntrance ? entranceProblems([...path, "rules"], rules) : []),
  ].map((problem) => labelled(problem, path, rules));
  if (problems.length > 0) return { problems };
  if (!plan.valid) throw new Error(`the traffic of ${service} failed without saying why`);
  return { plan: { service, versions, ...plan.valid }, problems };
}

function unknownService(path: Path, service: string, known: readonly string[]): Problem {
  const message = `the application has no service ${JSON.stringify(service)}; ${knownWords(service, known)}`;
  const isMisspelt = nearest(service, known) !== undefined;
  return { path, message, fix: isMisspelt ? remove(path) : remove(path, "or say where it is: bookinfo-mesh:services") };
}

function misplacedProblems(path: Path, written: unknown, versions: readonly string[]): Problem[] {
  return misplacedVersions(written, versions).map((version) => {
    const from = [...path, "default", version];
    const message = "is a weight beside the options of a route: expected it under weights";
    const value = fieldOf(fieldOf(written, "default"), version);
    return { path: from, message, fix: move(from, [...path, "default", "weights", version], value) };
  });
}

/** Whether an issue is one of a single weight: what is wrong with the weights of a route is told together. */
function isOfOneWeight(issue: Issue): boolean {
  const path = pathOf(issue);
  const inRoute = path.slice(path[0] === "rules" ? 2 : 1);
  return inRoute[0] === "weights" && inRoute.length === 2;
}

/** A problem inside a rule, with the name that people know the rule by. */
function labelled(problem: Problem, path: Path, rules: readonly Reading<Rule>[]): Problem {
  const index = rules.findIndex((_, at) => isAtOrIn(problem.path, [...path, "rules", at]));
  const name = labelOf(rules[index]?.value);
  return name === undefined ? problem : { ...problem, label: name };
}
