import { knownWords } from "../../../config/problem/nearest";
import { spread } from "../../../mesh/traffic/spread";
import { sumOf, type Split } from "../../../mesh/traffic/split";
import { namedRoutes, type NamedRoute } from "../../../mesh/traffic/named-route";
import { DEFAULT_RULE, type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { UserError } from "../../terminal/user-error";

/** What `traffic set` is asked for. */
export interface SplitRequest {
  /** Undefined where none is named: that of a service without rules is its default. */
  readonly rule: string | undefined;
  /** The weights of the versions that are named. */
  readonly weights: Split;
}

/** The route that a request is about, and its whole split. */
export interface GrantedRequest {
  readonly route: NamedRoute;
  readonly split: Split;
}

/** Reads `v1=20 v3=50`. */
export function parseWeights(words: readonly string[]): Split {
  const entries = words.map((word) => {
    const [, version, text] = /^([^=]+)=(.*)$/s.exec(word) ?? [];
    if (version === undefined || text === undefined) {
      throw new UserError(`${JSON.stringify(word)} is not a weight: expected VERSION=PERCENT, such as v1=20.`);
    }
    const weight = Number(text);
    if (!/^\d+$/.test(text) || weight > 100) {
      throw new UserError(
        `The weight of ${version}, ${JSON.stringify(text)}, is not valid: expected a whole number from 0 to 100, such as ${version}=20.`,
      );
    }
    return [version, weight] as const;
  });
  const twice = entries.find(([version], index) => entries.findIndex(([other]) => other === version) < index);
  if (twice) throw new UserError(`${twice[0]} is named twice: expected one weight for each version.`);
  return Object.fromEntries(entries);
}

/**
 * The whole split that is asked for: versions that are not named keep their weight.
 *
 * @param plan what the config says of the service
 * @throws UserError that says what is wrong with the request and which one is right
 */
export function granted(request: SplitRequest, plan: TrafficPlan): GrantedRequest {
  const route = meantRoute(plan, request.rule, (rule) => setCommand(plan.service, rule, request.weights));
  requireVersions(plan, request.weights);
  const split = { ...route.weights, ...request.weights };
  const total = sumOf(Object.entries(split));
  if (total !== 100) throw new UserError(whatAddsUp(request, plan, route, total));
  return { route, split };
}

/**
 * The route that is meant; of a service without rules that is the default.
 *
 * @param commandFor the command that says which route is meant
 * @throws UserError where none is named of several, or the one that is named is not there
 */
export function meantRoute(
  plan: TrafficPlan,
  rule: string | undefined,
  commandFor: (rule: string) => string,
): NamedRoute {
  const routes = namedRoutes(plan);
  const names = routes.map(({ name }) => name);
  if (rule === undefined && plan.rules.length > 0) {
    throw new UserError(
      `${plan.service} has ${plan.rules.length === 1 ? "a rule" : "rules"} beside its default: say which split is meant.\n` +
        names.map((name) => `  ${commandFor(name)}`).join("\n"),
    );
  }
  const route = routes.find(({ name }) => name === (rule ?? DEFAULT_RULE));
  if (route) return route;
  throw new UserError(
    `The traffic of ${plan.service} has no rule ${JSON.stringify(rule)}; ${knownWords(rule ?? "", names)}`,
  );
}

/** @throws UserError with the versions that a service has, for each that it has not */
export function requireVersions({ service, versions }: TrafficPlan, weights: Split): void {
  const unknown = Object.keys(weights).filter((version) => !versions.includes(version));
  if (unknown.length === 0) return;
  throw new UserError(
    unknown
      .map((name) => `${service} has no version ${JSON.stringify(name)}; ${knownWords(name, versions)}`)
      .join("\n"),
  );
}

/** What a split that is no whole adds up to, and which ones were most likely meant. */
function whatAddsUp(
  { weights }: SplitRequest,
  { service, versions }: TrafficPlan,
  { name, weights: before }: NamedRoute,
  total: number,
): string {
  const split = { ...before, ...weights };
  const sum = Object.entries(split)
    .map(([version, weight]) => `${version} ${weight}${version in weights ? "" : " (as it is)"}`)
    .join(" + ");
  const right = likelySplits(split, weights, versions).map((one) => `  ${setCommand(service, name, one)}`);
  return [
    `The split of ${service}, ${name}, would add up to ${total}, not 100: ${sum}`,
    "Right would be:",
    ...right,
  ].join("\n");
}

/** The two splits that were most likely meant by one that does not add up. */
export function likelySplits(split: Split, named: Split, versions: readonly string[]): Split[] {
  const names = Object.keys(named);
  const given = sumOf(Object.entries(named));
  const others = versions.filter((version) => !(version in named));
  const proportional = Object.fromEntries(others.map((version) => [version, split[version] ?? 0]));
  const madeUpBy = (version: string): Split => {
    const rest = sumOf(Object.entries(split)) - (split[version] ?? 0);
    return { ...split, [version]: 100 - rest };
  };
  const candidates: Split[] = [
    // What was said stands, and those that were not named make up for it.
    ...(others.length > 0 && given <= 100 ? [{ ...named, ...spread(proportional, 100 - given) }] : []),
    // Those that were not named stand, and the last that was makes up for it.
    ...names.slice(-1).map(madeUpBy),
    // What was said is meant as parts of the whole.
    ...(given > 0 ? [{ ...Object.fromEntries(others.map((one) => [one, 0])), ...spread(named, 100) }] : []),
    ...names.map(madeUpBy),
    ...names.map((version) => ({ ...Object.fromEntries(versions.map((one) => [one, 0])), [version]: 100 })),
  ].map((one) =>
    Object.fromEntries(versions.flatMap((version) => (version in one ? [[version, one[version] ?? 0]] : []))),
  );
  const valid = candidates.filter((one) => Object.values(one).every((weight) => weight >= 0 && weight <= 100));
  const texts = valid.map((one) => JSON.stringify(Object.entries(one).filter(([, weight]) => weight > 0)));
  return valid.filter((_, index) => texts.indexOf(texts[index] ?? "") === index).slice(0, 2);
}

/** The command that asks for a split. */
function setCommand(service: string, rule: string, weights: Split): string {
  const words = Object.entries(weights).map(([version, weight]) => `${version}=${weight}`);
  return `npm run traffic -- set ${service} --rule ${rule} ${words.join(" ")}`;
}
