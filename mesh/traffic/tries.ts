import { milliseconds } from "./duration";

/** What limits the time that a route's requests take, as Istio writes it. */
export interface TimeLimits {
  readonly timeout?: string | undefined;
  readonly attempts?: number | undefined;
  readonly perTryTimeout?: string | undefined;
}

/**
 * How often a request is sent at most: Istio's `attempts` counts the tries after the first (istio.io, HTTPRetry;
 * Envoy's num_retries).
 */
export function triesOf(attempts: number): number {
  return attempts + 1;
}

/**
 * Whether the tries of a request, each as long as it may take, are over before the timeout of all of them. What does
 * not fit is never tried: the timeout holds for the whole, retries included (istio.io, HTTPRoute.timeout), and Envoy
 * ignores a limit for each try that is not below it (envoy, FilterUtility::finalTimeout). True where one of the three
 * is not set.
 */
export function triesFit({ timeout, attempts, perTryTimeout }: TimeLimits): boolean {
  const [whole, each] = [timeout, perTryTimeout].map((text) => milliseconds(text ?? ""));
  if (whole === undefined || each === undefined || attempts === undefined) return true;
  return triesOf(attempts) * each <= whole;
}

/** The longest that each try may take for all of them to fit; undefined where that is less than a millisecond. */
export function fittingTry(timeout: string, attempts: number): string | undefined {
  const each = Math.floor((milliseconds(timeout) ?? 0) / triesOf(attempts));
  if (each < 1) return undefined;
  return each % 1000 === 0 ? `${each / 1000}s` : `${each}ms`;
}
