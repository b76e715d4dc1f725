import binomialPmf from "@stdlib/stats-base-dists-binomial-pmf";
import { type Split } from "../../mesh/traffic/split";
import { fitRejects, LEAST_EXPECTED_COUNT } from "./statistics";

/** What a number of requests is chosen to notice: a version's share that is so far off, and how surely. */
export const NOTICED = { points: 5, power: 0.99 } as const;

/**
 * However small the versions' weights are, fewer would not show that one of weight 0 gets a twentieth of the requests.
 */
const FEWEST = 100;

/** In steps of so many, which is also the precision of the outcome. */
const STEP = 10;

/**
 * So many expected answers of each version let the chi-squared test raise as few false alarms as alpha says, even at
 * 0.001.
 */
const ENOUGH_FOR_CHI_SQUARED = 25;

/**
 * How many answers it takes, in steps of 10, for a check at `alpha` to notice each version whose share is {@link
 * NOTICED.points} off, in either direction and wherever the difference went, with the probability {@link NOTICED.power}
 * at least. For no chi-squared statistic is below that of one version against all others, whose distribution is
 * binomial and so exact.
 */
export function answersNeeded(weights: Split, alpha: number): number {
  const shares = Object.values(weights).filter((weight) => weight > 0);
  const fewest = answersForUnplanned();
  if (shares.length < 2) return fewest;
  const expectedOfOne = Math.min(...shares) / 100;
  const lastExact = Math.floor((LEAST_EXPECTED_COUNT / expectedOfOne - 1) / STEP) * STEP;
  if (lastExact >= fewest && notices(shares, lastExact, alpha)) return leastOf(shares, fewest, lastExact, alpha);
  const first = Math.max(fewest, Math.ceil(ENOUGH_FOR_CHI_SQUARED / expectedOfOne / STEP) * STEP);
  let last = first;
  while (!notices(shares, last, alpha)) last *= 2;
  return leastOf(shares, first, last, alpha);
}

/**
 * The least number that is enough, of those from `first` to `last`, which is. More notice more, but for jumps of a few.
 */
function leastOf(shares: readonly number[], first: number, last: number, alpha: number): number {
  if (notices(shares, first, alpha)) return first;
  let [low, high] = [first, last];
  while (high - low > STEP) {
    const middle = Math.round((low + high) / 2 / STEP) * STEP;
    if (notices(shares, middle, alpha)) high = middle;
    else low = middle;
  }
  return high;
}

/** So that a version of weight 0 that gets {@link NOTICED.points} of the requests answers at least once. */
function answersForUnplanned(): number {
  const answers = Math.log(1 - NOTICED.power) / Math.log(1 - NOTICED.points / 100);
  return Math.max(FEWEST, Math.ceil(answers / STEP) * STEP);
}

function notices(weights: readonly number[], answers: number, alpha: number): boolean {
  const rejects = fitRejects(
    weights.map((weight) => weight / 100),
    answers,
    alpha,
  );
  return weights.every((weight) =>
    [weight - NOTICED.points, weight + NOTICED.points]
      .filter((actual) => actual >= 0 && actual <= 100)
      .every((actual) => powerAt(weight / 100, actual / 100, answers, rejects) >= NOTICED.power),
  );
}

/** How likely counts are to be rejected where a share is another than it should be. */
function powerAt(
  share: number,
  actual: number,
  answers: number,
  rejects: (count: number, share: number) => boolean,
): number {
  let kept = 0;
  for (let count = 0; count <= answers; count++) {
    if (!rejects(count, share)) kept += binomialPmf(count, answers, actual);
  }
  return 1 - kept;
}
