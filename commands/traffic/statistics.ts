import binomialPmf from "@stdlib/stats-base-dists-binomial-pmf";
import chiSquareCdf from "@stdlib/stats-base-dists-chisquare-cdf";

/** The lower and upper end of a share, each from 0 to 1. */
export type Interval = readonly [lower: number, upper: number];

/** How many of the answers came from one version, and which share (0 to 1) of them should have. */
export interface Cell {
  readonly count: number;
  readonly share: number;
}

/** How well counts fit the shares that they should have. */
export interface FitTest {
  /** Which test was valid for counts of this size; `none` where the shares leave nothing to chance. */
  readonly method: "chi-squared" | "exact binomial" | "none";
  /** The probability of counts at least this far off when the shares are right; 1 where there is nothing to test. */
  readonly pValue: number;
  /** The chi-squared statistic and its degrees of freedom, for that method only. */
  readonly statistic?: number;
  readonly degreesOfFreedom?: number;
}

/** The confidence of the intervals shown, and the standard normal quantile at (1 + confidence) / 2. */
export const CONFIDENCE = 0.99;
const Z = 2.5758293035489004;

/** Below this expected count in any cell, the chi-squared distribution is too rough (Cochran's rule). */
const LEAST_EXPECTED_COUNT = 5;

/**
 * The shares that fit `count` hits in `total` draws at {@link CONFIDENCE}: Wilson's score interval, which unlike the
 * textbook one stays inside 0 to 1 and holds its confidence for rare hits. Without any draw every share fits.
 */
export function wilsonInterval(count: number, total: number): Interval {
  if (total === 0) return [0, 1];
  const share = count / total;
  const spread = Z * Math.sqrt((share * (1 - share)) / total + (Z * Z) / (4 * total * total));
  const middle = share + (Z * Z) / (2 * total);
  const scale = 1 + (Z * Z) / total;
  const lower = count === 0 ? 0 : (middle - spread) / scale;
  const upper = count === total ? 1 : (middle + spread) / scale;
  return [Math.max(0, lower), Math.min(1, upper)];
}

/**
 * Tests counts against the shares that they should have. Cells with share 0 take no part: a single hit there is wrong
 * for certain, whatever the rest looks like. The shares of the others must add up to 1.
 *
 * With five or more expected hits in every cell it is Pearson's chi-squared test. With fewer, each cell is tested by
 * itself with the exact binomial distribution, and the smallest p-value is multiplied by the number of tests
 * (Bonferroni), so that the chance of a false alarm never exceeds what the p-value says.
 */
export function fitTest(cells: readonly Cell[]): FitTest {
  const live = cells.filter(({ share }) => share > 0);
  const total = live.reduce((sum, { count }) => sum + count, 0);
  if (live.length < 2 || total === 0) return { method: "none", pValue: 1 };

  if (live.every(({ share }) => share * total >= LEAST_EXPECTED_COUNT)) {
    const statistic = live.reduce((sum, { count, share }) => sum + (count - share * total) ** 2 / (share * total), 0);
    const degreesOfFreedom = live.length - 1;
    return {
      method: "chi-squared",
      pValue: 1 - chiSquareCdf(statistic, degreesOfFreedom),
      statistic,
      degreesOfFreedom,
    };
  }

  const smallest = Math.min(...live.map(({ count, share }) => binomialTest(count, total, share)));
  // Of two cells, one says all: the other is what is left.
  const tests = live.length === 2 ? 1 : live.length;
  return { method: "exact binomial", pValue: Math.min(1, smallest * tests) };
}

/**
 * The exact probability that `total` draws, each a hit with probability `share`, give a number of hits that is no
 * likelier than `count` (two-sided).
 */
export function binomialTest(count: number, total: number, share: number): number {
  if (share === 0 || share === 1) return count === total * share ? 1 : 0;
  const observed = binomialPmf(count, total, share);
  let sum = 0;
  for (let hits = 0; hits <= total; hits++) {
    const probability = binomialPmf(hits, total, share);
    // Outcomes that are exactly as likely differ in the last digits of their floating-point probability.
    if (probability <= observed * (1 + 1e-7)) sum += probability;
  }
  return Math.min(1, sum);
}

/**
 * The value that a share (0 to 1) of at least one sorted measurement does not exceed, interpolated linearly between the
 * nearest two.
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) throw new Error("there is nothing to summarise");
  return below + (above - below) * (position - Math.floor(position));
}
