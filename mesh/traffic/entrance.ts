import { BOOKINFO_PORT } from "../bookinfo";
import { covers, type RequestMatch, stringMatches } from "./request-match";
import { shapeOf, type StringMatch, withoutQuery } from "./string-shape";
import { DEFAULT_RULE, type DefaultRoute, type Rule, type TrafficPlan } from "./traffic-plan";
import { httpMatch, type HttpRoute, httpRoute } from "./virtual-service";

/**
 * The service that the ingress gateway calls, and nothing else does. A gateway does not follow the VirtualServices of
 * the mesh (istio.io, Route rules have no effect on ingress gateway requests), so this one's plan is in the gateway's
 * own.
 */
export const ENTRANCE = "productpage";

type PathTest = Exclude<StringMatch, { readonly regex: string }>;

/** The paths that are open to the outside, as Istio's sample has them. */
export const OPEN_PATHS: readonly PathTest[] = [
  { exact: "/productpage" },
  { prefix: "/static" },
  { exact: "/login" },
  { exact: "/logout" },
  { prefix: "/api/v1/products" },
];

/** Whether the gateway has a route for a path. */
export function isOpen(path: string): boolean {
  return OPEN_PATHS.some((open) => stringMatches(open, withoutQuery(path)));
}

/** A sidecar that gets new rules closes its old connections: what was on its way on one of them is sent again. */
const RETRIES: HttpRoute["retries"] = {
  attempts: 2,
  retryOn: "connect-failure,refused-stream,unavailable,cancelled,reset",
};

/** The routes of the ingress gateway: to the service's pods as they are, or as its plan says. */
export function entranceRoutes(host: string, plan: TrafficPlan | undefined): HttpRoute[] {
  if (!plan) {
    const route = [{ destination: { host, port: { number: BOOKINFO_PORT } } }];
    return [{ match: OPEN_PATHS.map((uri) => ({ uri })), route, retries: RETRIES }];
  }
  return [...plan.rules, { ...plan.default, name: DEFAULT_RULE }].map((route, index) => ({
    ...retried(httpRoute(route.name, route, host), route),
    match: entranceMatches(plan, index),
  }));
}

/** A fault comes before retries, which would never see it. */
function retried(route: HttpRoute, { fault }: DefaultRoute): HttpRoute {
  return route.retries || fault ? route : { ...route, retries: RETRIES };
}

/**
 * Which requests a rule is for at the gateway, the default being the one after the last: on each open path those that
 * it matches and no earlier one has taken. None where it can't be reached there.
 */
export function entranceMatches({ rules }: Pick<TrafficPlan, "rules">, index: number): RequestMatch[] {
  const earlier = rules.slice(0, index).flatMap(openMatches);
  const own = openMatches(rules[index]);
  return own.filter((match) => !earlier.some((other) => covers(other, match)));
}

function openMatches(rule: Rule | undefined): RequestMatch[] {
  const match = rule ? httpMatch(rule) : {};
  return OPEN_PATHS.flatMap((open) => {
    const uri = match.uri ? bothPaths(match.uri, open) : open;
    return uri ? [{ ...match, uri }] : [];
  });
}

/** A condition on a path as one of the two that a gateway can hold against its own; undefined where it is no such. */
export function asPathTest(uri: StringMatch): PathTest | undefined {
  const { start, rest } = shapeOf(uri);
  if (rest === "nothing") return { exact: start };
  return rest === "anything" ? { prefix: start } : undefined;
}

/** What both conditions hold for: a VirtualService takes one for each path. */
function bothPaths(uri: StringMatch, open: PathTest): PathTest | undefined {
  const test = asPathTest(uri);
  if (!test) return undefined;
  if ("exact" in open) return stringMatches(test, open.exact) ? open : undefined;
  if ("exact" in test) return stringMatches(open, test.exact) ? test : undefined;
  if (test.prefix.startsWith(open.prefix)) return test;
  return open.prefix.startsWith(test.prefix) ? open : undefined;
}
