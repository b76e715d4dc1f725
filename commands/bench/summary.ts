import binomialPmf from "@stdlib/stats-base-dists-binomial-pmf";
import { quantile } from "../traffic/statistics";

/**
 * What a series of measurements looks like. Quartiles are interpolated linearly between the nearest two measurements.
 */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly lowerQuartile: number;
  readonly upperQuartile: number;
  readonly max: number;
}

/** Summarises at least one measurement. */
export function summarise(measurements: readonly number[]): Summary {
  const sorted = measurements.toSorted((a, b) => a - b);
  return {
    median: quantile(sorted, 0.5),
    min: quantile(sorted, 0),
    lowerQuartile: quantile(sorted, 0.25),
    upperQuartile: quantile(sorted, 0.75),
    max: quantile(sorted, 1),
  };
}

/** How two series that were measured in the same rounds compare. */
export interface Ratio {
  /** The first series' median divided by the second's. */
  readonly ofMedians: number;
  /** The smallest and the largest ratio within one round. */
  readonly min: number;
  readonly max: number;
  /**
   * Where the median of the rounds' ratios lies, at 95 %: between two of them, picked by the sign test, which asks
   * nothing of how they are spread. All that was measured where fewer than six rounds cannot say that.
   */
  readonly interval: readonly [lower: number, upper: number];
}

/** Compares two series of equal length, measured round by round. */
export function ratioOf(series: readonly number[], reference: readonly number[]): Ratio {
  const perRound = series.map((value, round) => value / (reference[round] ?? NaN));
  return {
    ofMedians: summarise(series).median / summarise(reference).median,
    min: Math.min(...perRound),
    max: Math.max(...perRound),
    interval: medianInterval(perRound),
  };
}

/**
 * How many of the smallest and of the largest measurements may be left out on each side of the median's interval at 95
 * %.
 */
function medianInterval(measurements: readonly number[]): readonly [lower: number, upper: number] {
  const sorted = measurements.toSorted((a, b) => a - b);
  let [below, leftOut] = [0, 0];
  for (;;) {
    below += binomialPmf(leftOut, sorted.length, 0.5);
    if (below > 0.025) break;
    leftOut++;
  }
  // The last one that was left out is the first that may be the end of the interval.
  const end = Math.max(0, leftOut - 1);
  return [itemAt(sorted, end), itemAt(sorted, sorted.length - 1 - end)];
}

function itemAt(sorted: readonly number[], index: number): number {
  return sorted[index] ?? NaN;
}
