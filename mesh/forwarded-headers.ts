/**
 * Of the headers that are passed on those that proxies or a tracing library on the way write themselves, whatever a
 * client sent.
 */
export const REWRITTEN_HEADERS: readonly string[] = [
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
];

/**
 * The request headers that Bookinfo's services pass on to the services they call, so that a trace stays whole and a
 * session stays known (istio/istio, samples/bookinfo/src; istio.io, distributed tracing: trace context propagation).
 */
export const FORWARDED_HEADERS: readonly string[] = [
  ...REWRITTEN_HEADERS,
  // Lightstep
  "x-ot-span-context",
  // Datadog
  "x-datadog-trace-id",
  "x-datadog-parent-id",
  "x-datadog-sampling-priority",
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
