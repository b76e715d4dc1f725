/** What two versions did in the same stretch of time. */
export interface Block {
  readonly baseline: Count;
  readonly candidate: Count;
}

/** How many requests a version got, and how many of them count as bad. */
export interface Count {
  readonly requests: number;
  readonly bad: number;
}

/** The shares of bad requests, from 0 to 1, that two versions are taken to have. */
export interface Shares {
  readonly baseline: number;
  readonly candidate: number;
}

/** Neither share is ever taken to be 0 or 1: the first request that is otherwise would be impossible. */
const LEAST_SHARE = 1e-5;

/** How close the shares that they are held against come to 0 and 1. */
const LEAST_CLOSEST = 1e-9;

/** Newton's steps at most; where they leave the interval that has the solution it is halved. */
const MOST_STEPS = 60;

/** Newton's steps double the digits: the one that changes so little leaves an error of this square. */
const PRECISION = 1e-6;

/**
 * The logarithm of a likelihood ratio: of `alternative` to those shares that are just `excess` apart (candidate less
 * baseline, 0 to 1) and come closest to it, by Kullback and Leibler's divergence at this block's numbers of requests.
 *
 * Its exponential is an e-variable, of a mean of 1 at most, for independent requests and all shares that are not on the
 * alternative's side of the excess (Turner, Ly, Grünwald 2024, "Generic E-variables for exact sequential k-sample tests
 * that allow for optional stopping"; with an excess: Turner, Grünwald 2023, "Exact anytime-valid confidence intervals
 * for contingency tables and beyond"). The alternative may be guessed from earlier blocks, and each block may have
 * another share of the baseline's: so what moves both versions alike is no evidence.
 */
export function logLikelihoodRatio({ baseline, candidate }: Block, alternative: Shares, excess: number): number {
  const one = { baseline: inside(alternative.baseline), candidate: inside(alternative.candidate) };
  const other = closestShares(one, excess, baseline.requests, candidate.requests);
  return logRatio(baseline, one.baseline, other.baseline) + logRatio(candidate, one.candidate, other.candidate);
}

/** The same of a version alone, whose share is held against one that is known. */
export function logLikelihoodRatioToKnown(count: Count, alternative: number, known: number): number {
  return logRatio(count, inside(alternative), inside(known));
}

/**
 * The shares `excess` apart that come closest to some others: where the divergence's slope is 0. As a maximum of the
 * likelihood it is Miettinen and Nurminen's (1985, "Comparative analysis of two rates").
 */
export function closestShares(
  { baseline: b, candidate: c }: Shares,
  excess: number,
  baselineRequests: number,
  candidateRequests: number,
): Shares {
  const far = Math.max(c - excess, LEAST_CLOSEST);
  let [low, high] = far < b ? [far, b] : [b, far];
  high = Math.min(high, 1 - excess - LEAST_CLOSEST);
  low = Math.min(low, high);
  // Without an excess it is this one.
  let p = Math.min(
    high,
    Math.max(low, (baselineRequests * b + candidateRequests * (c - excess)) / (baselineRequests + candidateRequests)),
  );
  if (excess === 0) return { baseline: p, candidate: p };
  // Next to 0 and 1 the slope has poles, from which Newton's steps do not get away.
  p = Math.min(high - 0.01 * (high - low), Math.max(low + 0.01 * (high - low), p));
  for (let step = 0; step < MOST_STEPS; step++) {
    const q = p + excess;
    const [vp, vq] = [p * (1 - p), q * (1 - q)];
    const [gp, gq] = [(p - b) / vp, (q - c) / vq];
    const slope = baselineRequests * gp + candidateRequests * gq;
    if (slope > 0) high = p;
    else low = p;
    const bend =
      baselineRequests * (1 / vp - (gp * (1 - 2 * p)) / vp) + candidateRequests * (1 / vq - (gq * (1 - 2 * q)) / vq);
    const newton = p - slope / bend;
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    const close = Math.abs(next - p) <= PRECISION * Math.min(p, 1 - q);
    p = next;
    if (close) break;
  }
  return { baseline: p, candidate: p + excess };
}

function logRatio({ requests, bad }: Count, one: number, other: number): number {
  const good = requests - bad;
  return (bad === 0 ? 0 : bad * Math.log(one / other)) + (good === 0 ? 0 : good * Math.log((1 - one) / (1 - other)));
}

function inside(share: number): number {
  return Math.min(1 - LEAST_SHARE, Math.max(LEAST_SHARE, share));
}
