import fc from "fast-check";
import { type LoggedRequest } from "../../../../commands/traffic/evidence/logged-request";

/** What a proxy of Istio's logs of a request in JSON, as its own format has it (istio, EnvoyJSONLogFormatIstio). */
export function jsonLine(request: LoggedRequest): string {
  const { startedAt, status, duration, flags, route, cluster, upstreamHost, details, attempts } = request;
  return JSON.stringify({
    start_time: new Date(startedAt).toISOString(),
    response_code: status,
    duration,
    response_flags: flags.length === 0 ? "-" : flags.join(","),
    route_name: route ?? null,
    upstream_cluster: cluster ?? null,
    upstream_host: upstreamHost ?? null,
    response_code_details: details ?? null,
    upstream_request_attempt_count: attempts ?? null,
    authority: request.authority ?? null,
    request_id: request.requestId ?? null,
    user_agent: request.userAgent ?? null,
    method: "GET",
    path: "/reviews/0",
  });
}

/** The same in Istio's default text (istio, EnvoyTextLogFormat), which does not say how often a request was sent. */
export function textLine(request: LoggedRequest): string {
  const { startedAt, status, duration, flags, route, cluster, upstreamHost, details } = request;
  return [
    `[${new Date(startedAt).toISOString()}] "GET /reviews/0 HTTP/1.1" ${status} ${flags.join(",") || "-"}`,
    `${details ?? "-"} - "-" 0 379 ${duration} 14 "-" "${request.userAgent ?? "-"}" "${request.requestId ?? "-"}"`,
    `"${request.authority ?? "-"}" "${upstreamHost ?? "-"}" ${cluster ?? "-"} 10.0.0.8:43210 10.96.0.7:9080`,
    `10.0.0.8:51000 - ${route ?? "-"}`,
  ].join(" ");
}

const word = fc.stringMatching(/^[a-z][a-z0-9.:|-]{0,20}$/);

/** Any request that a proxy may log. */
export const anyRequest: fc.Arbitrary<LoggedRequest> = fc.record(
  {
    startedAt: fc.integer({ min: 0, max: 4_000_000_000_000 }),
    status: fc.constantFrom(0, 200, 404, 500, 503, 504),
    duration: fc.nat(100_000),
    flags: fc.uniqueArray(fc.constantFrom("UH", "UF", "URX", "FI", "DI", "DC", "NEW"), { maxLength: 2 }),
    route: fc.option(fc.stringMatching(/^[a-z]([a-z0-9 .-]{0,20}[a-z0-9])?$/), { nil: undefined }),
    cluster: fc.option(word, { nil: undefined }),
    upstreamHost: fc.option(word, { nil: undefined }),
    details: fc.option(word, { nil: undefined }),
    attempts: fc.option(fc.nat(9), { nil: undefined }),
    authority: fc.option(word, { nil: undefined }),
    requestId: fc.option(fc.uuid(), { nil: undefined }),
    userAgent: fc.option(
      fc.stringMatching(/^[!#-~]([ !#-~]{0,20}[!#-~])?$/).filter((text) => text !== "-"),
      {
        nil: undefined,
      },
    ),
  },
  { noNullPrototype: true },
);

/** A request to a version of reviews that went as it should, by the rule of its default. */
export function served(version: string, more: Partial<LoggedRequest> = {}): LoggedRequest {
  return {
    startedAt: Date.parse("2026-11-26T12:00:00Z"),
    status: 200,
    duration: 12,
    flags: [],
    route: "default",
    cluster: `outbound|9080|${version}|reviews.default.svc.cluster.local`,
    upstreamHost: "10.0.0.9:9080",
    details: "via_upstream",
    attempts: 1,
    authority: "reviews:9080",
    ...more,
  };
}
