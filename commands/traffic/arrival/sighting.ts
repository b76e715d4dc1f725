import { isDeepStrictEqual } from "node:util";
import { firstDifference, type RouteContent } from "./route-content";
import { defaultRetries, heldRoutes, type VirtualHost } from "./held-routes";
import { type ProxyRole } from "../../../mesh/istio/proxy-role";

/** What one look at a proxy says of the routes of one VirtualService. */
export type Sighting =
  | { readonly kind: "held"; readonly lastUpdated: string | undefined }
  | { readonly kind: "not held"; readonly difference: string; readonly lastUpdated: string | undefined }
  /** It knows nothing of the service, so that it cannot call it. */
  | { readonly kind: "unknown host" };

/** What is looked for at a proxy. */
export interface Sought {
  readonly kind: ProxyRole;
  readonly virtualService: { readonly namespace: string; readonly name: string };
  /** The names under which sidecars know the service. */
  readonly hosts: readonly string[];
  readonly expected: readonly RouteContent[];
}

/** Holds what a proxy has against what it should have. */
export function sight(
  hosts: readonly VirtualHost[],
  { kind, virtualService, hosts: names, expected }: Sought,
): Sighting {
  const held = hosts.map((host) => ({ host, ...heldRoutes(host, virtualService) }));
  const own =
    kind === "sidecar"
      ? held.filter(({ host }) => host.domains.some((domain) => names.includes(domain)))
      : held.filter(({ routes }) => routes.length > 0);
  if (own.length === 0 && kind === "sidecar") return { kind: "unknown host" };
  const lastUpdated = own[0]?.host.lastUpdated;
  if (own.length === 0) return { kind: "not held", difference: "it has no route of the VirtualService", lastUpdated };
  const retries = expected.some((route) => route.retries === "default") ? defaultRetries(hosts) : undefined;
  for (const { routes } of own) {
    const difference = firstDifference(expected, { routes, defaultRetries: retries });
    if (difference !== undefined) return { kind: "not held", difference, lastUpdated };
  }
  return { kind: "held", lastUpdated };
}

/**
 * Where the routes of a VirtualService are, among a proxy's route tables (istio.io/istio, pilot/pkg/networking/core).
 */
export function routeTables(kind: ProxyRole, port: number): string {
  // Envoy holds the whole name against the expression. A sidecar's are named by port, with the host before it where
  // Envoy finds out the protocol by itself.
  const name = kind === "sidecar" ? `^(.+:)?${port}$` : "^https?\\..*$";
  return `/config_dump?resource=dynamic_route_configs&name_regex=${encodeURIComponent(name)}`;
}

/** Whether a change of a VirtualService is none for a proxy. */
export function sameRoutes(before: readonly RouteContent[], after: readonly RouteContent[]): boolean {
  return isDeepStrictEqual(before, after);
}
