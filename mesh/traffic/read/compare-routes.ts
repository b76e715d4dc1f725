import { type Path } from "../../config-path";
import { milliseconds } from "../duration";
import { describeMatch, type RequestMatch, sameMatch } from "../request-match";
import { liveVersions, type Split } from "../split";
import { DEFAULT_RULE, type RouteOptions } from "../traffic-plan";
import { type ReadRoute, type RouteReading } from "./read-routes";

/** One thing that two sides do not do alike. */
export interface Difference {
  /** The rule's name; absent where it is about all of them. */
  readonly rule?: string;
  /** `weights`, `match`, `timeout`, `retries`, `fault`, `mirror`, `rule`, `order`, or where in an object. */
  readonly part: string;
  /** What each side has, for people; absent where it has none. */
  readonly wanted?: string;
  readonly found?: string;
}

/** In which way the routes that were found differ from those that are wanted, rule by rule as they are named. */
export function compareRoutes(wanted: readonly ReadRoute[], found: readonly RouteReading[]): Difference[] {
  const names = new Set([...wanted, ...found].map(nameOf));
  const changes = [...names].flatMap((rule): Difference[] => {
    const one = wanted.find((route) => nameOf(route) === rule);
    const [other, ...more] = found.filter((route) => nameOf(route) === rule);
    const extra = more.map(({ path }) => ({ rule, part: "rule", found: `there once more, ${placeOf(path)}` }));
    if (!one) return [{ rule, part: "rule", found: other ? described(other) : "" }, ...extra];
    if (!other) return [{ rule, part: "rule", wanted: describeRoute(one) }];
    return [...compareRoute(rule, one, other), ...extra];
  });
  const orderOf = (routes: readonly Named[], others: readonly Named[]) =>
    routes.map(nameOf).filter((name) => others.some((other) => nameOf(other) === name));
  const [first, second] = [orderOf(wanted, found), orderOf(found, wanted)].map((order) => order.join(", "));
  return first === second ? changes : [...changes, { part: "order", wanted: first ?? "", found: second ?? "" }];
}

type Named = Pick<RouteReading, "name" | "path"> & { readonly matches?: unknown; readonly takesAll?: boolean };

/** The route for all other requests is the default, whatever it is called; one without a name goes by its place. */
function nameOf({ name, path, matches, takesAll }: Named): string {
  if (matches === "all" || takesAll) return DEFAULT_RULE;
  return name === "" ? placeOf(path) : name;
}

function placeOf(path: Path): string {
  return `http[${String(path.at(-1))}]`;
}

function compareRoute(rule: string, one: ReadRoute, other: RouteReading): Difference[] {
  if (!other.value) {
    const texts = other.remarks.map(({ path, text }) => `${path.slice(3).map(String).join(".")}: ${text}`);
    return [{ rule, part: "rule", wanted: describeRoute(one), found: texts.join("; ") }];
  }
  const [wanted, found] = [partsOf(one), partsOf(other.value)];
  return Object.keys(wanted).flatMap((part): Difference[] => {
    const [a, b] = [wanted[part], found[part]];
    const isSame = part === "match" ? sameMatches(one.matches, other.value?.matches ?? []) : a === b;
    if (isSame) return [];
    return [{ rule, part, ...(a !== undefined && { wanted: a }), ...(b !== undefined && { found: b }) }];
  });
}

/** Each part of a route in words that are the same for what does the same. */
function partsOf({ matches, weights, options }: ReadRoute): Readonly<Record<string, string | undefined>> {
  return { match: matchText(matches), weights: splitText(weights), ...optionTexts(options) };
}

function optionTexts({ timeout, retries, fault, mirror }: RouteOptions) {
  return {
    timeout: timeout === undefined ? undefined : duration(timeout),
    retries: retries && retriesText(retries),
    fault: fault && faultText(fault),
    mirror: mirror && mirror.percent > 0 ? `${mirror.percent} % to ${mirror.version}` : undefined,
  };
}

function retriesText({ attempts, perTryTimeout, retryOn }: NonNullable<RouteOptions["retries"]>): string {
  const limit = perTryTimeout === undefined ? "" : ` of ${duration(perTryTimeout)}`;
  return `${attempts}${limit}${retryOn === undefined ? "" : ` on ${retryOn}`}`;
}

/** A fault for no request is none. */
function faultText({ delay, abort }: NonNullable<RouteOptions["fault"]>): string | undefined {
  const parts = [
    ...(delay && delay.percent > 0 ? [`${delay.percent} % delayed by ${duration(delay.fixedDelay)}`] : []),
    ...(abort && abort.percent > 0 ? [`${abort.percent} % answered ${abort.httpStatus}`] : []),
  ];
  return parts.length > 0 ? parts.join(", ") : undefined;
}

function duration(text: string): string {
  return `${milliseconds(text) ?? text} ms`;
}

/** A split for people, without the versions that get nothing: `v1 10, v2 90`. */
function splitText(split: Split): string {
  return liveVersions(split)
    .sort()
    .map((version) => `${version} ${split[version]}`)
    .join(", ");
}

function matchText(matches: ReadRoute["matches"]): string {
  return matches === "all" ? "all other requests" : matches.map(describeMatch).join(" or ");
}

/** Of alternatives any one holds, so that their order says nothing. */
function sameMatches(a: ReadRoute["matches"], b: ReadRoute["matches"]): boolean {
  if (a === "all" || b === "all") return a === b;
  const has = (all: readonly RequestMatch[], one: RequestMatch) => all.some((other) => sameMatch(one, other));
  return a.every((one) => has(b, one)) && b.every((one) => has(a, one));
}

function described(route: RouteReading): string {
  if (route.value) return describeRoute(route.value);
  return route.remarks.map(({ text }) => text).join("; ");
}

function describeRoute(route: ReadRoute): string {
  const parts = Object.entries(partsOf(route)).filter(([, text]) => text !== undefined);
  return parts.map(([part, text]) => (part === "match" ? text : `${part} ${text}`)).join("; ");
}
