import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";

/**
 * The request headers that Bookinfo's services pass on to the services they call, so that a trace stays whole and a session
 * stays known (istio/istio, samples/bookinfo/src; istio.io, distributed tracing: trace context propagation).
 */
export const FORWARDED_HEADERS: readonly string[] = [
  "x-request-id",
  // W3C trace context
  "traceparent",
  "tracestate",
  // Zipkin
  "b3",
  "x-b3-traceid",
  "x-b3-spanid",
  "x-b3-parentspanid",
  "x-b3-sampled",
  "x-b3-flags",
  // Lightstep
  "x-ot-span-context",
  // Datadog
  "x-datadog-trace-id",
  "x-datadog-parent-id",
  "x-datadog-sampling-priority",
  "x-datadog-sampled",
  // Google Cloud, OpenCensus, SkyWalking
  "x-cloud-trace-context",
  "grpc-trace-bin",
  "sw8",
  // the caller
  "user-agent",
  "cookie",
  "authorization",
  "jwt",
];

/** Those of a request's headers that travel on. `end-user` is not among them: who vouches for it adds it. */
export function forwardedHeaders(received: IncomingHttpHeaders): OutgoingHttpHeaders {
  return Object.fromEntries(
    FORWARDED_HEADERS.flatMap((name) => {
      const value = received[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
