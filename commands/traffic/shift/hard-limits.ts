import { type CountedStretch } from "./block";
import { type Ruling } from "./decide";
import { percentile } from "./judge-pairs";

/** What the gaining versions must not exceed, whatever the others do. */
export interface HardLimits {
  /** The largest share of failed requests, from 0 to 1. */
  readonly errorRate?: number | undefined;
  /** The largest time that 99 of 100 requests take at most, in milliseconds. */
  readonly p99?: number | undefined;
}

/** So many requests of a step are needed before a share of them says something. */
const FEWEST = 20;

/** The same for the slowest hundredth. */
const FEWEST_LATENCIES = 100;

/** Holds what was counted in a step against the limits. */
export function ruleByLimits(
  { errorRate, p99 }: HardLimits,
  totals: Readonly<Record<string, CountedStretch>>,
  candidates: readonly string[],
): Ruling {
  for (const version of candidates) {
    const { requests = 0, failed = 0, latencies = [] } = totals[version] ?? {};
    if (errorRate !== undefined && requests >= FEWEST && failed / requests > errorRate) {
      const [is, most] = [(failed / requests) * 100, errorRate * 100];
      return {
        kind: "fail",
        why: `${version} fails ${is.toFixed(1)} % of its requests (${failed} of ${requests}), over the limit of ${most} %`,
      };
    }
    const answered = latencies.reduce((sum, [, count]) => sum + count, 0);
    const slowest = percentile(latencies, 0.99);
    if (p99 !== undefined && answered >= FEWEST_LATENCIES && slowest !== undefined && slowest > p99) {
      return { kind: "fail", why: `${version} has a p99 of ${slowest} ms, over the limit of ${p99} ms` };
    }
  }
  return { kind: "pass" };
}
