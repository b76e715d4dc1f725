/** What a proxy's access log says of one request. What it leaves empty is undefined. */
export interface LoggedRequest {
  /** When the proxy got the request, by its own clock, in milliseconds since 1970. */
  readonly startedAt: number;
  /** The name of the route of the VirtualService that decided: the rule's. */
  readonly route?: string | undefined;
  /** Envoy's name of where the request was sent, e.g. `outbound|9080|v1|reviews.default.svc.cluster.local`. */
  readonly cluster?: string | undefined;
  /** The address and port of the pod that it was sent to last. */
  readonly upstreamHost?: string | undefined;
  /** The status of the answer; 0 where none began. */
  readonly status: number;
  /** Envoy's response flags; none for a request that went as it should. */
  readonly flags: readonly string[];
  /** Where the answer came from, e.g. `via_upstream` or `fault_filter_abort`. */
  readonly details?: string | undefined;
  /** From the first byte of the request to the last of the answer, in milliseconds. */
  readonly duration: number;
  /** How many times it was sent; undefined where the format does not say. */
  readonly attempts?: number | undefined;
  readonly authority?: string | undefined;
  readonly requestId?: string | undefined;
  readonly userAgent?: string | undefined;
}

/** Response flags as a line has them, `-` for none (Envoy, RESPONSE_FLAGS). */
export function flagsOf(text: string | undefined): string[] {
  return text === undefined ? [] : text.split(",").filter((flag) => flag !== "" && flag !== "-");
}
