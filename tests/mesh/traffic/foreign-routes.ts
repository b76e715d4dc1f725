import fc from "fast-check";
import { type Request, stringMatches } from "../../../mesh/traffic/request-match";
import { type StringMatch, withoutQuery } from "../../../mesh/traffic/string-shape";

/** A match as somebody may write it, of this small world: a service with the one port 9080, called by sidecars. */
export interface ForeignMatch {
  readonly headers?: Readonly<Record<string, Partial<Record<"exact" | "prefix" | "regex", string>>>>;
  readonly uri?: StringMatch;
  readonly method?: { readonly exact: string };
  readonly port?: number;
  readonly gateways?: readonly string[];
  readonly sourceLabels?: Readonly<Record<string, string>>;
  readonly ignoreUriCase?: boolean;
}

export interface ForeignRoute {
  readonly name?: string;
  readonly match?: readonly ForeignMatch[];
  readonly route: readonly { readonly destination: { readonly subset: string }; readonly weight?: number }[];
  readonly timeout?: string;
}

const optional = { requiredKeys: [] as never[], noNullPrototype: true };

const headerTest = fc.constantFrom<Partial<Record<"exact" | "prefix" | "regex", string>>[]>(
  {},
  { regex: "*" },
  { exact: "a" },
  { prefix: "a" },
  { regex: "a.*" },
);

const match: fc.Arbitrary<ForeignMatch> = fc.record(
  {
    headers: fc.dictionary(fc.constantFrom("end-user", "X-Canary"), headerTest, { maxKeys: 2, noNullPrototype: true }),
    uri: fc.constantFrom<StringMatch[]>({ prefix: "/" }, { prefix: "" }, { exact: "/reviews" }, { exact: "/a?b" }),
    method: fc.constantFrom("GET", "get").map((exact) => ({ exact })),
    port: fc.constantFrom(0, 9080, 9080, 80),
    gateways: fc.constantFrom<string[][]>([], ["mesh"], ["mesh", "istio-system/edge"], ["istio-system/edge"]),
    sourceLabels: fc.constantFrom<Record<string, string>[]>({}, { app: "productpage" }),
    ignoreUriCase: fc.constantFrom(false, false, true),
  },
  optional,
);

const destination = fc.constantFrom("v1", "v2", "v3").map((subset) => ({
  destination: { host: "reviews", subset, port: { number: 9080 } },
}));

const route = fc.oneof(
  fc
    .tuple(destination, fc.constantFrom(undefined, 0, 1, 100))
    .map(([one, weight]) => [{ ...one, ...(weight !== undefined && { weight }) }]),
  fc.array(
    fc.tuple(destination, fc.constantFrom(undefined, 0, 1, 10, 30, 90)).map(([one, weight]) => ({
      ...one,
      ...(weight !== undefined && { weight }),
    })),
    { minLength: 2, maxLength: 3 },
  ),
);

const anyRoute: fc.Arbitrary<ForeignRoute> = fc
  .record({
    name: fc.constantFrom(undefined, "default", "beta", "Beta Users", "beta"),
    match: fc.option(fc.array(match, { maxLength: 3 }), { nil: undefined }),
    route,
    timeout: fc.constantFrom(undefined, undefined, "0s", "2s"),
  })
  .map(({ name, match: written, route: shares, timeout }) => ({
    ...(name !== undefined && { name }),
    ...(written && { match: written }),
    route: shares,
    ...(timeout !== undefined && { timeout }),
  }));

/** Routes of a VirtualService as other hands write them, mostly with one for all other requests at the end. */
export const anyForeignRoutes: fc.Arbitrary<readonly ForeignRoute[]> = fc
  .tuple(fc.array(anyRoute, { maxLength: 4 }), fc.constantFrom(true, true, true, false))
  .map(([routes, ends]) => [...routes, ...(ends ? [{ route: [{ destination: to("v1") }] }] : [])]);

function to(subset: string) {
  return { host: "reviews", subset };
}

/**
 * What routes do to a request of a sidecar, straight from Istio's own translation (istio.io/istio, TranslateRoute and
 * applyHTTPRouteDestination): the percentages of each version, and the timeout.
 */
export function servedBy(routes: readonly ForeignRoute[], request: Request) {
  const taken = routes.find(({ match: any }) => !any || any.length === 0 || any.some((one) => isMet(one, request)));
  if (!taken) return "404";
  const weights = new Map<string, number>();
  const [only, ...others] = taken.route;
  if (only && others.length === 0) weights.set(only.destination.subset, 1);
  else {
    for (const { destination: at, weight = 0 } of taken.route) {
      if (weight > 0) weights.set(at.subset, (weights.get(at.subset) ?? 0) + weight);
    }
  }
  // Whole weights are added up first: shares of the parts, added up, would be off by their rounding.
  const sum = [...weights.values()].reduce((total, weight) => total + weight, 0);
  const shares = [...weights].map(([version, weight]) => [version, (weight * 100) / sum] as const);
  const timeout = taken.timeout === "0s" ? undefined : taken.timeout;
  return { shares: Object.fromEntries(shares), timeout };
}

function isMet(one: ForeignMatch, request: Request): boolean {
  const { headers = {}, uri, method, port, gateways = [], sourceLabels = {}, ignoreUriCase = false } = one;
  if (port && port !== 9080) return false;
  if (gateways.length > 0) {
    if (!gateways.includes("mesh")) return false;
  } else if (Object.entries(sourceLabels).some(([name, value]) => request.sourceLabels?.[name] !== value)) {
    return false;
  }
  const path = withoutQuery(request.uri ?? "/");
  const cased = (text: string) => (ignoreUriCase ? text.toLowerCase() : text);
  if (uri && "exact" in uri && cased(uri.exact) !== cased(path)) return false;
  if (uri && "prefix" in uri && !cased(path).startsWith(cased(uri.prefix))) return false;
  if (method && method.exact !== request.method) return false;
  return Object.entries(headers).every(([name, test]) => {
    const value = request.headers?.[name.toLowerCase()];
    if (value === undefined) return false;
    return Object.keys(test).length === 0 || test.regex === "*" || stringMatches(test as StringMatch, value);
  });
}
