import { milliseconds } from "../../mesh/traffic/duration";
import { type RouteOptions } from "../../mesh/traffic/traffic-plan";
import { NO_ANSWER_STATUS, type ServiceCall } from "./productpage";

/** Failures that a route's faults cause on purpose, as a client of productpage gets to see them. */
export interface PlannedFailures {
  /** The share of the client's requests that fail, from 0 to 1. */
  readonly share: number;
  /** The statuses with which they may fail. */
  readonly statuses: readonly number[];
}

/**
 * What a route's faults make of a client's requests, for each of which a service is called up to `tries` times. Envoy
 * draws the delay and the abort independently of each other and anew for every call, before the route's own timeout and
 * retries come in. A delay that is as long as the caller waits counts as a failed call.
 */
export function plannedFailures(
  { fault }: RouteOptions,
  { tries, waits }: Pick<ServiceCall, "tries" | "waits">,
): PlannedFailures {
  const { abort, delay } = fault ?? {};
  const aborted = (abort?.percent ?? 0) / 100;
  const tooLate = delay && (milliseconds(delay.fixedDelay) ?? 0) >= waits * 1000 ? delay.percent / 100 : 0;
  const failedCall = 1 - (1 - aborted) * (1 - tooLate);
  return {
    share: failedCall ** tries,
    statuses: [...(abort && aborted > 0 ? [abort.httpStatus] : []), ...(tooLate > 0 ? [NO_ANSWER_STATUS] : [])],
  };
}

/** What fails of requests that two routes decide about, one after the other. */
export function eitherFails(first: PlannedFailures, second: PlannedFailures): PlannedFailures {
  return {
    share: 1 - (1 - first.share) * (1 - second.share),
    statuses: [...first.statuses, ...second.statuses],
  };
}
