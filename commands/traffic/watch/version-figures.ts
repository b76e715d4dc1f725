import { type SecondOfVersion, type VersionTally } from "../evidence/tally";
import { quantile, wilsonInterval } from "../statistics";
import { type VersionSnapshot } from "./snapshot";

/** Whole seconds since 1970: the first, and the one after the last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What was counted of a version within a time. */
export interface Counted {
  readonly requests: number;
  readonly failed: number;
  readonly causes: Readonly<Record<string, number>>;
  /** In ascending order, in milliseconds. */
  readonly latencies: readonly number[];
}

type Seconds = VersionTally["seconds"];

/** Adds up the seconds of a time. */
export function countIn(seconds: Seconds, span: Span): Counted {
  const causes: Record<string, number> = {};
  const latencies: number[] = [];
  let [requests, failed] = [0, 0];
  for (const one of within(seconds, span)) {
    requests += one.requests;
    failed += one.failed;
    for (const ms of one.latencies) latencies.push(ms);
    for (const [cause, count] of Object.entries(one.causes ?? {})) causes[cause] = (causes[cause] ?? 0) + count;
  }
  return { requests, failed, causes, latencies: latencies.sort((a, b) => a - b) };
}

/** How many requests there were within a time. */
export function requestsIn(seconds: Seconds, span: Span): number {
  let requests = 0;
  for (const one of within(seconds, span)) requests += one.requests;
  return requests;
}

/** Requests in each second of a time, the oldest first. */
export function historyOf(seconds: Seconds, { from, to }: Span): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => seconds.get(from + index)?.requests ?? 0);
}

/** A share of requests with its interval; undefined where there was none to share. */
export function observedShare(requests: number, of: number): VersionSnapshot["observed"] {
  if (of === 0) return undefined;
  const [lower, upper] = wilsonInterval(requests, of);
  return { share: requests / of, lower, upper, requests, of };
}

export function errorsOf({ requests, failed, causes }: Counted): VersionSnapshot["errors"] {
  return { count: failed, rate: requests === 0 ? 0 : failed / requests, by: { ...causes } };
}

/** Quantiles of latencies in ascending order; undefined where there are none. */
export function latencyOf(sorted: readonly number[]): VersionSnapshot["latency"] {
  if (sorted.length === 0) return undefined;
  return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95), p99: quantile(sorted, 0.99) };
}

function* within(seconds: Seconds, { from, to }: Span): Generator<Readonly<SecondOfVersion>> {
  for (const [second, one] of seconds) if (second >= from && second < to) yield one;
}
