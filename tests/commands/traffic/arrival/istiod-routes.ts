import { type VirtualServiceSpec } from "../../../../mesh/istio/istio-types";

/** A sidecar that is not the caller of any rule by its labels. */
export const PRODUCTPAGE = { namespace: "default", labels: { app: "productpage" }, gateways: ["mesh"] } as const;
export const RATINGS = { ...PRODUCTPAGE, labels: { app: "ratings" } } as const;

/**
 * What an Envoy's config dump says of a VirtualService, as istiod writes it for the proxy with these labels: the least
 * of a dump that shows it, written from what real ones look like (`dumps/`).
 */
export function dumpOf(
  { hosts = [], http = [] }: VirtualServiceSpec,
  labels: Readonly<Record<string, string>>,
): string {
  const origin = "/apis/networking.istio.io/v1/namespaces/default/virtual-service/reviews";
  const routes = [];
  for (const one of http) {
    const [match] = one.match ?? [];
    if (Object.entries(match?.sourceLabels ?? {}).some(([name, value]) => labels[name] !== value)) continue;
    const headers = [
      ...Object.entries(match?.headers ?? {}),
      ...(match?.method ? [[":method", match.method] as const] : []),
    ];
    routes.push({
      name: one.name,
      match: {
        ...(match?.uri?.exact !== undefined && { path: match.uri.exact }),
        ...(match?.uri?.regex !== undefined && { safe_regex: { regex: match.uri.regex } }),
        ...(!match?.uri && { prefix: "/" }),
        ...(match?.uri?.prefix !== undefined && { prefix: match.uri.prefix }),
        headers: headers.map(([name, { exact, prefix, regex }]) => ({
          name,
          string_match: {
            ...(exact !== undefined && { exact }),
            ...(prefix !== undefined && { prefix }),
            ...(regex !== undefined && { safe_regex: { regex } }),
          },
        })),
      },
      route: {
        ...destinations(one.route ?? []),
        timeout: one.timeout === undefined ? "0s" : { "600ms": "0.600s", "2s": "2s", "1m": "60s" }[one.timeout],
        ...(one.retries?.attempts !== 0 && {
          retry_policy: {
            retry_on: "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes",
            num_retries: one.retries?.attempts ?? 2,
            ...(one.retries?.perTryTimeout !== undefined && { per_try_timeout: "0.100s" }),
          },
        }),
        request_mirror_policies: (one.mirrors ?? []).flatMap(({ destination, percentage }) =>
          percentage?.value
            ? {
                cluster: cluster(destination.subset),
                runtime_fraction: { default_value: { numerator: percentage.value * 10_000, denominator: "MILLION" } },
              }
            : [],
        ),
      },
      metadata: { filter_metadata: { istio: { config: origin } } },
      ...(one.fault && {
        typed_per_filter_config: {
          "envoy.filters.http.fault": {
            ...(one.fault.abort && {
              abort: {
                http_status: one.fault.abort.httpStatus,
                percentage: { numerator: (one.fault.abort.percentage?.value ?? 0) * 10_000, denominator: "MILLION" },
              },
            }),
          },
        },
      }),
    });
    if (headers.length === 0 && (!match?.uri || match.uri.prefix === "/" || match.uri.regex === ".*")) break;
  }
  const virtual_hosts = [{ name: `${hosts[0]}:9080`, domains: hosts, routes }];
  return JSON.stringify({
    configs: [{ route_config: { name: "9080", virtual_hosts }, last_updated: "2026-01-02T03:04:05Z" }],
  });
}

function destinations(route: NonNullable<NonNullable<VirtualServiceSpec["http"]>[number]["route"]>): object {
  const [only, ...others] = route;
  if (only && others.length === 0) return { cluster: cluster(only.destination.subset) };
  const live = route.filter(({ weight = 0 }) => weight > 0);
  return {
    weighted_clusters: {
      clusters: live.map(({ destination, weight }) => ({ name: cluster(destination.subset), weight })),
    },
  };
}

function cluster(subset: string | undefined): string {
  return `outbound|9080|${subset}|reviews.default.svc.cluster.local`;
}
