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

/** Outcomes that are exactly as likely differ in the last digits of their floating-point probability. */
const TIE = 1e-7;

/** Below this expected count in any cell, the chi-squared distribution is too rough (Cochran's rule). */
export const LEAST_EXPECTED_COUNT = 5;

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
 * Whether {@link fitTest} at `alpha` rejects `total` draws for the count of one cell alone, whatever the other counts
 * are. `shares` are those of all cells, over 0 and up to 1.
 */
export function fitRejects(
  shares: readonly number[],
  total: number,
  alpha: number,
): (count: number, share: number) => boolean {
  if (shares.every((share) => share * total >= LEAST_EXPECTED_COUNT)) {
    const critical = chiSquareQuantile(1 - alpha, shares.length - 1);
    // Of all counts of the others, those in the proportion of their shares make the statistic the smallest.
    return (count, share) => (count - share * total) ** 2 / (share * (1 - share) * total) > critical;
  }
  const tests = shares.length === 2 ? 1 : shares.length;
  const pValues = new Map(shares.map((share) => [share, binomialTests(total, share)]));
  return (count, share) => (pValues.get(share)?.[count] ?? 0) * tests < alpha;
}

/** {@link binomialTest} of every count from 0 to `total`. */
function binomialTests(total: number, share: number): number[] {
  const probabilities = Array.from({ length: total + 1 }, (_, hits) => binomialPmf(hits, total, share));
  const pValues = new Array<number>(total + 1).fill(1);
  const rarestFirst = [...probabilities.keys()].sort((a, b) => (probabilities[a] ?? 0) - (probabilities[b] ?? 0));
  let [sum, next] = [0, 0];
  for (const count of rarestFirst) {
    const limit = (probabilities[count] ?? 0) * (1 + TIE);
    for (; next <= total && (probabilities[rarestFirst[next] ?? 0] ?? 0) <= limit; next++) {
      sum += probabilities[rarestFirst[next] ?? 0] ?? 0;
    }
    pValues[count] = Math.min(1, sum);
  }
  return pValues;
}

/** The value that a chi-squared variable does not exceed with a probability. */
function chiSquareQuantile(probability: number, degreesOfFreedom: number): number {
  let [low, high] = [0, 1000];
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (chiSquareCdf(middle, degreesOfFreedom) < probability) low = middle;
    else high = middle;
  }
  return high;
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
    if (probability <= observed * (1 + TIE)) sum += probability;
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
