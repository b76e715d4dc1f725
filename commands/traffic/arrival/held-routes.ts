import { z } from "zod";
import { milliseconds } from "../../../mesh/traffic/duration";
import { type Condition, type HeldRoutes, type Retries, type RouteContent, sharesOf } from "./route-content";

const text = z.object({
  exact: z.string().optional(),
  prefix: z.string().optional(),
  safe_regex: z.object({ regex: z.string().default("") }).optional(),
});

const percentage = z.object({
  numerator: z.number().default(0),
  denominator: z.enum(["HUNDRED", "TEN_THOUSAND", "MILLION"]).default("HUNDRED"),
});

const action = z.object({
  cluster: z.string().optional(),
  weighted_clusters: z
    .object({ clusters: z.array(z.object({ name: z.string(), weight: z.number().default(0) })).default([]) })
    .optional(),
  timeout: z.string().default("0s"),
  retry_policy: z
    .object({
      retry_on: z.string().default(""),
      num_retries: z.number().default(1),
      per_try_timeout: z.string().optional(),
      retriable_status_codes: z.array(z.number()).default([]),
    })
    .optional(),
  request_mirror_policies: z
    .array(
      z.object({
        cluster: z.string(),
        runtime_fraction: z.object({ default_value: percentage.optional() }).optional(),
      }),
    )
    .default([]),
});

const fault = z.object({
  delay: z.object({ fixed_delay: z.string().optional(), percentage: percentage.optional() }).optional(),
  abort: z.object({ http_status: z.number().default(0), percentage: percentage.optional() }).optional(),
});

const route = z.object({
  name: z.string().default(""),
  match: z.object({
    path: z.string().optional(),
    prefix: z.string().optional(),
    path_separated_prefix: z.string().optional(),
    safe_regex: z.object({ regex: z.string().default("") }).optional(),
    headers: z.array(z.object({ name: z.string(), string_match: text.optional() })).default([]),
  }),
  route: action.optional(),
  metadata: z
    .object({ filter_metadata: z.object({ istio: z.object({ config: z.string().optional() }).optional() }).optional() })
    .optional(),
  typed_per_filter_config: z.object({ "envoy.filters.http.fault": fault.optional() }).optional(),
});

const dump = z.object({
  configs: z
    .array(
      z.object({
        route_config: z.object({
          name: z.string(),
          virtual_hosts: z
            .array(
              z.object({
                domains: z.array(z.string()).default([]),
                routes: z.array(z.unknown()).default([]),
              }),
            )
            .default([]),
        }),
        last_updated: z.string().optional(),
      }),
    )
    .default([]),
});

type Route = z.infer<typeof route>;
type Action = z.infer<typeof action>;

/** One virtual host of a proxy: the names that it is for, and its routes as Envoy has them. */
export interface VirtualHost {
  readonly domains: readonly string[];
  readonly routes: readonly unknown[];
  /** When the proxy took the route table that it is in, by the proxy's clock. */
  readonly lastUpdated: string | undefined;
}

/** The virtual hosts in what Envoy says to `/config_dump?resource=dynamic_route_configs`. */
export function virtualHosts(body: string): VirtualHost[] {
  return dump
    .parse(JSON.parse(body))
    .configs.flatMap(({ route_config, last_updated }) =>
      route_config.virtual_hosts.map((host) => ({ ...host, lastUpdated: last_updated })),
    );
}

/**
 * The routes that istiod made of one VirtualService: it notes in each from which object it is (istio.io/istio,
 * BuildConfigInfoMetadata).
 */
export function heldRoutes(
  { routes }: VirtualHost,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): HeldRoutes {
  const all = routes.map((one) => route.parse(one));
  const origin = `/namespaces/${namespace}/virtual-service/${name}`;
  return { routes: all.filter((one) => originOf(one)?.endsWith(origin)).map(contentOf) };
}

/** What the mesh retries by itself: that of a route to a service that no VirtualService is about. */
export function defaultRetries(hosts: readonly VirtualHost[]): HeldRoutes["defaultRetries"] {
  for (const one of hosts.flatMap(({ routes }) => routes)) {
    const { data } = route.safeParse(one);
    if (data?.route?.cluster?.startsWith("outbound|") && originOf(data) === undefined) {
      return retriesOf(data.route.retry_policy);
    }
  }
  return undefined;
}

function originOf({ metadata }: Route): string | undefined {
  return metadata?.filter_metadata?.istio?.config;
}

function contentOf({ name, match, route: to, typed_per_filter_config: filters }: Route): RouteContent {
  const { delay, abort } = filters?.["envoy.filters.http.fault"] ?? {};
  return {
    name,
    match: {
      path: pathOf(match),
      headers: Object.fromEntries(match.headers.map((header) => [header.name, conditionOf(header.string_match ?? {})])),
    },
    clusters: to ? clustersOf(to) : {},
    timeout: milliseconds(to?.timeout ?? "") ?? 0,
    retries: retriesOf(to?.retry_policy),
    ...(delay && {
      delay: { percent: percentOf(delay.percentage), milliseconds: milliseconds(delay.fixed_delay ?? "") ?? 0 },
    }),
    ...(abort && { abort: { percent: percentOf(abort.percentage), status: abort.http_status } }),
    mirrors: (to?.request_mirror_policies ?? []).map(({ cluster, runtime_fraction }) => ({
      cluster,
      percent: runtime_fraction?.default_value ? percentOf(runtime_fraction.default_value) : 100,
    })),
  };
}

function clustersOf({ cluster, weighted_clusters: weighted }: Action): Record<string, number> {
  if (cluster !== undefined) return { [cluster]: 1 };
  return sharesOf((weighted?.clusters ?? []).map(({ name, weight }) => [name, weight]));
}

function pathOf(match: Route["match"]): readonly [Condition, string] {
  if (match.path !== undefined) return ["exact", match.path];
  if (match.safe_regex) return ["regex", match.safe_regex.regex];
  return ["prefix", match.prefix ?? match.path_separated_prefix ?? ""];
}

function conditionOf(test: z.infer<typeof text>): readonly [Condition, string] {
  if (test.safe_regex) return ["regex", test.safe_regex.regex];
  return test.prefix === undefined ? ["exact", test.exact ?? ""] : ["prefix", test.prefix];
}

function retriesOf(policy: Action["retry_policy"]): Retries | "none" {
  if (!policy) return "none";
  const perTry = milliseconds(policy.per_try_timeout ?? "");
  const conditions = policy.retry_on.split(",").filter(Boolean);
  return {
    attempts: policy.num_retries,
    on: [...new Set([...conditions, ...policy.retriable_status_codes.map(String)])].sort(),
    ...(perTry !== undefined && { perTry }),
  };
}

function percentOf(share: z.infer<typeof percentage> | undefined): number {
  const { numerator = 0, denominator = "HUNDRED" } = share ?? {};
  const whole = { HUNDRED: 100, TEN_THOUSAND: 10_000, MILLION: 1_000_000 }[denominator];
  return (numerator * 100) / whole;
}
