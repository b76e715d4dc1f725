import { FORWARDED_HEADERS, REWRITTEN_HEADERS } from "../../mesh/forwarded-headers";
import { matches, type Request, type RequestMatch } from "../../mesh/traffic/request-match";
import { type DefaultRoute, routeFor, type Rule, type TrafficPlan } from "../../mesh/traffic/traffic-plan";
import { CALLER_LABELS, SERVICE_CALLS, type ServiceCall, USER_HEADER } from "./productpage";
import { sampleValues } from "./sample-value";

/** A request from outside that makes productpage call a service. */
export interface Probe {
  readonly call: ServiceCall;
  /** The number of the book that is asked for. */
  readonly product: number;
  /** The user to sign in as; absent for a signed-out visitor. */
  readonly user?: string;
  /** What to send besides the session's cookie. */
  readonly headers: Readonly<Record<string, string>>;
}

/** How a route can be reached from outside, or why it cannot. */
export type Reach =
  | { readonly kind: "reachable"; readonly probe: Probe }
  | { readonly kind: "unreachable"; readonly reason: string };

/** Tells the check's requests apart in access logs; the others stand in where an earlier rule is for the first. */
const USER_AGENTS = ["bookinfo-mesh traffic check", "traffic-check", "Mozilla/5.0"];

/** Stands for the cookie of a signed-in user until there is one. */
const SESSION_PLACEHOLDER = "session=signed-in";

/** How many requests are thought up for one route before it is given up. */
const MOST_PROBES = 5000;

/**
 * A request for which `route`, one of the plan's, is the first to match, judged by the same function that says what the
 * mesh does. It carries nothing but what the rule asks for: any further header could only wake an earlier rule.
 */
export function reach(plan: TrafficPlan, route: Rule | DefaultRoute): Reach {
  const call = SERVICE_CALLS[plan.service];
  if (!call) return unreachable(`nothing that comes from outside leads to a call of ${plan.service}`);
  const match = "match" in route ? route.match : {};
  const products = productsFor(plan);
  const obstacle = obstacleTo(match, plan.service, call, products);
  if (obstacle !== undefined) return unreachable(obstacle);

  let tried = 0;
  for (const probe of probes(call, products, match)) {
    if (isReachedBy(plan, route, probe, SESSION_PLACEHOLDER)) return { kind: "reachable", probe };
    if (++tried === MOST_PROBES) break;
  }
  return unreachable(`no request was found that earlier rules do not match (${namesBefore(plan, route)})`);
}

function unreachable(reason: string): Reach {
  return { kind: "unreachable", reason };
}

/** Whether `route` decides about the call that a probe leads to, with `session` as the cookie of its signed-in user. */
export function isReachedBy(plan: TrafficPlan, route: Rule | DefaultRoute, probe: Probe, session?: string): boolean {
  return routeFor(plan, requestSeen(probe, session)) === route;
}

/** The headers with which a probe goes out; `session` is the cookie of its signed-in user. */
export function headersOf(probe: Probe, session?: string): Record<string, string> {
  const cookies = [probe.headers["cookie"], probe.user === undefined ? undefined : session];
  const cookie = cookies.filter((part) => part !== undefined).join("; ");
  return { ...probe.headers, ...(cookie && { cookie }) };
}

/** Who asks, in words: `signed in as roundrobin`. */
export function describeProbe({ user, headers, product }: Probe): string {
  return [
    user === undefined ? "signed out" : `signed in as ${user}`,
    ...(product === 0 ? [] : [`product ${product}`]),
    ...Object.entries(headers)
      .filter(([, value]) => !USER_AGENTS.includes(value))
      .map(([name, value]) => `${name}: ${value}`),
  ].join(", ");
}

/** A probe as the gateway sees it. */
export function requestAtGateway(probe: Probe, session: string | undefined): Request {
  return { headers: headersOf(probe, session), uri: probe.call.publicPath(probe.product), method: probe.call.method };
}

/** The call as the proxy sees it that decides about it: the caller's. */
function requestSeen(probe: Probe, session: string | undefined): Request {
  if (probe.call.by === "gateway") return requestAtGateway(probe, session);
  return {
    headers: { ...headersOf(probe, session), ...(probe.user !== undefined && { [USER_HEADER]: probe.user }) },
    uri: probe.call.uri(probe.product),
    method: probe.call.method,
    sourceLabels: CALLER_LABELS,
  };
}

/** The first book; where rules look at the path, many more, with every number that a rule names. */
function productsFor(plan: TrafficPlan): number[] {
  const uris = plan.rules.map(({ match }) => match.uri).filter((uri) => uri !== undefined);
  if (uris.length === 0) return [0];
  const named = uris.flatMap((uri) => JSON.stringify(uri).match(/\d+/g) ?? []).map(Number);
  return [...new Set([...Array.from({ length: 100 }, (_, number) => number), ...named])];
}

/** Why no request can meet a match, whatever other rules there are. */
function obstacleTo(
  match: RequestMatch,
  service: string,
  call: ServiceCall,
  products: readonly number[],
): string | undefined {
  const { headers = {}, uri, method, sourceLabels } = match;
  if (sourceLabels && !matches({ sourceLabels }, { sourceLabels: CALLER_LABELS })) {
    const labels = (set: Readonly<Record<string, string>>) =>
      Object.entries(set)
        .map(([name, value]) => `${name}=${value}`)
        .join(", ");
    return `it is for callers with ${labels(sourceLabels)}; a request from outside is passed on by productpage (${labels(CALLER_LABELS)})`;
  }
  const isGateway = call.by === "gateway";
  if (method && !matches({ method }, { method: call.method })) {
    return `${isGateway ? "the check asks for pages" : `productpage calls ${service}`} with ${call.method} only`;
  }
  if (uri && !products.some((product) => matches({ uri }, { uri: call.uri(product) }))) {
    return isGateway
      ? `the check asks for ${call.uri(0)} and ${call.uri(1)} alone, with the book's number at the end`
      : `productpage calls no other paths of ${service} than ${call.uri(0)}, with the book's number at its end`;
  }
  for (const [name, test] of Object.entries(headers)) {
    if (REWRITTEN_HEADERS.includes(name)) {
      return `the proxies on the way write the header ${name} themselves`;
    }
    if (!isGateway && name !== USER_HEADER && !FORWARDED_HEADERS.includes(name)) {
      return `productpage does not pass the header ${name} on`;
    }
    if (sampleValues(test).length === 0) {
      return `no value that a request can carry was found for ${name} = ${Object.values(test).join()}`;
    }
  }
  return undefined;
}

/** Every request that may meet a match, the plainest first. */
function* probes(call: ServiceCall, products: readonly number[], match: RequestMatch): Generator<Probe> {
  const choices = Object.entries({ "user-agent": undefined, ...match.headers }).map(
    ([name, test]) => [name, test ? sampleValues(test) : USER_AGENTS] as const,
  );
  for (const chosen of combinations(choices)) {
    // The gateway sees that header as the client sends it; what productpage calls with it has its user's name in it.
    const { user, headers } = call.by === "gateway" ? { user: undefined, headers: chosen } : signedIn(chosen);
    for (const product of products) yield { call, product, headers, ...(user !== undefined && { user }) };
  }
}

function signedIn({ [USER_HEADER]: user, ...headers }: Readonly<Record<string, string>>) {
  return { user, headers };
}

function* combinations(
  choices: readonly (readonly [name: string, values: readonly string[]])[],
): Generator<Record<string, string>> {
  const [first, ...rest] = choices;
  if (!first) {
    yield {};
    return;
  }
  const [name, values] = first;
  for (const others of combinations(rest)) {
    for (const value of values) yield { [name]: value, ...others };
  }
}

function namesBefore(plan: TrafficPlan, route: Rule | DefaultRoute): string {
  const end = plan.rules.findIndex((rule) => rule === route);
  return plan.rules
    .slice(0, end === -1 ? undefined : end)
    .map(({ name }) => name)
    .join(", ");
}
