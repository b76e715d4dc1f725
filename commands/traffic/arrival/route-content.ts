import { isDeepStrictEqual } from "node:util";

export type Condition = "exact" | "prefix" | "regex";

/** What a request must be for a route to take it, as an Envoy tests it. */
export interface RouteMatch {
  readonly path: readonly [Condition, string];
  /** By header name; the method is the header `:method`. */
  readonly headers: Readonly<Record<string, readonly [Condition, string]>>;
}

export interface Retries {
  readonly attempts: number;
  /** Envoy's conditions and HTTP statuses, sorted. */
  readonly on: readonly string[];
  /** In milliseconds. */
  readonly perTry?: number;
}

/** What a route does, in the terms in which a VirtualService and an Envoy can be compared. */
export interface RouteContent {
  readonly name: string;
  readonly match: RouteMatch;
  /** The share (0 to 1) of the requests that each cluster gets; a cluster is a version of a service. */
  readonly clusters: Readonly<Record<string, number>>;
  /** In milliseconds; 0 where a request may take any time. */
  readonly timeout: number;
  /** `default` where the mesh's own policy holds, which a VirtualService does not say. */
  readonly retries: Retries | "none" | "default";
  readonly delay?: { readonly percent: number; readonly milliseconds: number };
  readonly abort?: { readonly percent: number; readonly status: number };
  readonly mirrors: readonly { readonly cluster: string; readonly percent: number }[];
}

/** The routes of one virtual host that come from one VirtualService, in their order. */
export interface HeldRoutes {
  readonly routes: readonly RouteContent[];
  /** What stands where a VirtualService leaves the retries to the mesh; undefined where nothing shows it. */
  readonly defaultRetries?: RouteContent["retries"] | undefined;
}

/** The first difference between routes that should be there and those that are; undefined where there is none. */
export function firstDifference(expected: readonly RouteContent[], held: HeldRoutes): string | undefined {
  if (held.routes.length === 0) return "it has no route of the VirtualService";
  for (const [index, route] of expected.entries()) {
    const found = held.routes[index];
    if (!found) return `route ${label(route, index)} is missing`;
    const difference = differenceOf(route, found, held.defaultRetries);
    if (difference !== undefined) return `route ${label(route, index)}: ${difference}`;
  }
  const extra = held.routes[expected.length];
  return extra && `route ${label(extra, expected.length)} should not be there`;
}

const PARTS = [
  ["match", "its conditions differ"],
  ["timeout", "its timeout differs"],
  ["delay", "its delay differs"],
  ["abort", "its abort differs"],
  ["mirrors", "its mirrors differ"],
] as const;

function differenceOf(
  expected: RouteContent,
  found: RouteContent,
  defaultRetries: HeldRoutes["defaultRetries"],
): string | undefined {
  if (found.name !== expected.name) return `it is called ${found.name || "nothing"}`;
  if (!isDeepStrictEqual(found.clusters, expected.clusters)) {
    return `it has ${shares(found.clusters)}, not ${shares(expected.clusters)}`;
  }
  const retries = expected.retries === "default" ? (defaultRetries ?? found.retries) : expected.retries;
  const other = PARTS.find(([part]) => !isDeepStrictEqual(found[part], expected[part]));
  if (other) return other[1];
  return isDeepStrictEqual(found.retries, retries) ? undefined : "its retries differ";
}

function label({ name }: RouteContent, index: number): string {
  return name || String(index + 1);
}

/** `v1 10 %, v2 90 %`. */
function shares(clusters: RouteContent["clusters"]): string {
  const parts = Object.entries(clusters).map(([cluster, share]) => {
    const [, , subset, host] = cluster.split("|");
    return `${subset || host || cluster} ${Number((share * 100).toFixed(1))} %`;
  });
  return parts.join(", ") || "no destination";
}

/** Weights as shares of their sum. Clusters without any are left out, as istiod leaves them out. */
export function sharesOf(weights: readonly (readonly [cluster: string, weight: number])[]): Record<string, number> {
  const sum = weights.reduce((total, [, weight]) => total + weight, 0);
  const live = weights.filter(([, weight]) => weight > 0);
  return Object.fromEntries(live.map(([cluster, weight]) => [cluster, weight / sum]));
}
