import { type VirtualServiceSpec } from "../../../mesh/istio/istio-types";
import { milliseconds } from "../../../mesh/traffic/duration";
import { type HttpRoute } from "../../../mesh/traffic/virtual-service";
import { type Condition, type Retries, type RouteContent, type RouteMatch, sharesOf } from "./route-content";

type HttpMatch = NonNullable<HttpRoute["match"]>[number];
type StringMatch = NonNullable<HttpMatch["uri"]>;

/** The proxy that routes are for, as far as istiod makes them differ. */
export interface RoutedProxy {
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `mesh` for a sidecar; the names of a gateway's Gateways as the VirtualService writes them. */
  readonly gateways: readonly string[];
}

/**
 * Istio's own conditions, where a VirtualService gives none (istio.io/istio, pilot/pkg/networking/core/route/retry).
 */
const DEFAULT_RETRY_ON = "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes";

/**
 * The routes that istiod makes of a VirtualService for one proxy, on the listener of one port: each match is a route of
 * its own, those for other proxies are left out, and none follows one that takes every request (istio.io/istio,
 * BuildHTTPRoutesForVirtualService). Understood is what a traffic plan can say.
 *
 * @param port the port of the service, where a destination names none
 */
export function expectedRoutes(
  { http = [] }: Pick<VirtualServiceSpec, "http">,
  proxy: RoutedProxy,
  port: number,
): RouteContent[] {
  const routes = http.flatMap((route) => {
    const matches: readonly (HttpMatch | undefined)[] = route.match?.length ? route.match : [undefined];
    return matches.filter((match) => isFor(match, proxy)).map((match) => contentOf(route, match, port));
  });
  const last = routes.findIndex(({ match }) => takesAll(match));
  return last < 0 ? routes : routes.slice(0, last + 1);
}

function isFor(match: HttpMatch | undefined, proxy: RoutedProxy): boolean {
  if (!match) return true;
  if (match.gateways?.length) return match.gateways.some((gateway) => proxy.gateways.includes(gateway));
  const labels = Object.entries(match.sourceLabels ?? {});
  return (
    labels.every(([name, value]) => proxy.labels[name] === value) &&
    (!match.sourceNamespace || match.sourceNamespace === proxy.namespace)
  );
}

function takesAll({ path: [condition, text], headers }: RouteMatch): boolean {
  const any = (condition === "prefix" && text === "/") || (condition === "regex" && text === ".*");
  return any && Object.keys(headers).length === 0;
}

function contentOf(route: HttpRoute, match: HttpMatch | undefined, port: number): RouteContent {
  const [only, ...others] = route.route ?? [];
  const clusterOf = (destination: Destination) => clusterName(destination, port);
  const weights = (route.route ?? []).map(({ destination, weight = 0 }) => [clusterOf(destination), weight] as const);
  const { delay, abort } = route.fault ?? {};
  const mirrors = route.mirrors ?? [];
  return {
    name: [route.name, match?.name].filter(Boolean).join("."),
    match: matchOf(match),
    clusters: only && others.length === 0 ? { [clusterOf(only.destination)]: 1 } : sharesOf(weights),
    timeout: milliseconds(route.timeout ?? "") ?? 0,
    retries: retriesOf(route.retries),
    ...(delay && {
      delay: {
        percent: fraction(delay.percentage?.value ?? 0),
        milliseconds: milliseconds(delay.fixedDelay ?? "") ?? 0,
      },
    }),
    ...(abort && { abort: { percent: fraction(abort.percentage?.value ?? 0), status: abort.httpStatus ?? 0 } }),
    mirrors: mirrors
      .map(({ destination, percentage }) => ({
        cluster: clusterOf(destination),
        percent: percentage ? fraction(percentage.value ?? 0) : 100,
      }))
      .filter(({ percent }) => percent > 0),
  };
}

type Destination = NonNullable<HttpRoute["route"]>[number]["destination"];

/** Istio's name for a version of a service among an Envoy's clusters. */
function clusterName({ host, subset = "", port }: Destination, servicePort: number): string {
  return `outbound|${port?.number ?? servicePort}|${subset}|${host}`;
}

function matchOf(match: HttpMatch | undefined): RouteMatch {
  const headers = Object.entries(match?.headers ?? {}).map(([name, test]) => [name, conditionOf(test)] as const);
  const method = match?.method ? [[":method", conditionOf(match.method)] as const] : [];
  return {
    path: match?.uri ? conditionOf(match.uri) : ["prefix", "/"],
    headers: Object.fromEntries([...headers, ...method]),
  };
}

function conditionOf(test: StringMatch): readonly [Condition, string] {
  if (test.exact !== undefined) return ["exact", test.exact];
  return test.prefix === undefined ? ["regex", test.regex ?? ""] : ["prefix", test.prefix];
}

function retriesOf(retries: HttpRoute["retries"]): RouteContent["retries"] {
  if (!retries) return "default";
  const { attempts = 0, perTryTimeout, retryOn } = retries;
  if (attempts <= 0) return "none";
  const perTry = milliseconds(perTryTimeout ?? "");
  return { attempts, on: retryConditions(retryOn || DEFAULT_RETRY_ON), ...(perTry !== undefined && { perTry }) };
}

/** HTTP statuses count only beside the condition that says so, which istiod adds. */
function retryConditions(text: string): Retries["on"] {
  const conditions = text
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean);
  const statuses = conditions.some((one) => /^\d+$/.test(one)) ? ["retriable-status-codes"] : [];
  return [...new Set([...conditions, ...statuses])].sort();
}

/** A percentage as istiod keeps it, in millionths. */
function fraction(percent: number): number {
  return Math.trunc(percent * 10_000) / 10_000;
}
