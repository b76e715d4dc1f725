import normalCdf from "@stdlib/stats-base-dists-normal-cdf";

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

/** Which side of the margin there is to be evidence for. */
export type Side = "beyond" | "within";

/**
 * Where the boundary is tightest, in units of the sum's variance: about what an excess of 1 point over shares of 1 % takes
 * to be seen. It makes the test no less valid, only a little faster or slower.
 */
const MIXTURE = 2;

/** Evidence against one hypothesis about the difference of two shares, as a value that is 1 where there is none. */
export interface EValue {
  readonly value: number;
  add(block: Block): void;
}

/**
 * A sequential test of the difference of two versions' shares of bad requests against a margin. Its e-value may be looked
 * at after every block: the chance that it ever reaches 1 / alpha is at most alpha as long as the hypothesis, that the
 * difference is on the other side of the margin or on it, is true (Ville's inequality).
 *
 * Each block compares what both did in the same time, weighted as by Mantel and Haenszel (1959), so that what moves both
 * alike cancels: drift, or a burst of errors. The sum of the differences less the margin is held against a normal mixture
 * (Robbins 1970; Howard, Ramdas, McAuliffe, Sekhon 2021, "Time-uniform, nonparametric, nonasymptotic confidence
 * sequences", one-sided normal mixture; it is the mixture SPRT of Johari, Koomen, Pekelis, Walsh 2017, "Peeking at A/B
 * tests"). Its variance is the larger of two: that of independent requests with shares just the margin apart, which holds
 * while few are bad; and the sum of the blocks' squares (de la Peña 1999, self-normalised), which holds where requests of
 * one second fail together.
 */
export class MarginTest implements EValue {
  readonly #margin: number;
  readonly #sign: 1 | -1;
  #sum = 0;
  #squares = 0;
  #variance = 0;

  /** @param margin by how much the candidate's share may be the larger one, from 0 to 1 */
  constructor(margin: number, side: Side) {
    this.#margin = margin;
    this.#sign = side === "beyond" ? 1 : -1;
  }

  get value(): number {
    return mixture(this.#sum, Math.max(this.#variance, this.#squares));
  }

  /** Takes in one more block. One in which either version got no request says nothing. */
  add({ baseline, candidate }: Block): void {
    if (baseline.requests === 0 || candidate.requests === 0) return;
    const weight = 1 / (1 / baseline.requests + 1 / candidate.requests);
    const difference = candidate.bad / candidate.requests - baseline.bad / baseline.requests;
    const beyond = weight * (difference - this.#margin);
    this.#sum += this.#sign * beyond;
    this.#squares += beyond ** 2;
    this.#variance += weight ** 2 * varianceAtMargin(baseline, candidate, this.#margin);
  }
}

/** The variance of the difference of two shares of independent requests, where they are just the margin apart. */
function varianceAtMargin(baseline: Count, candidate: Count, margin: number): number {
  const requests = baseline.requests + candidate.requests;
  const lower = Math.max(0, (baseline.bad + candidate.bad - margin * candidate.requests) / requests);
  const upper = Math.min(1, lower + margin);
  // What is estimated from so few requests is too small by this.
  const correction = requests / (requests - 1);
  return correction * ((lower * (1 - lower)) / baseline.requests + (upper * (1 - upper)) / candidate.requests);
}

/** Beyond it Math.exp is Infinity. */
const LARGEST_EXPONENT = 700;

/** The likelihood ratio of a mean above 0 to a mean of 0, averaged over all means as a half normal distribution has them. */
function mixture(sum: number, variance: number): number {
  const spread = variance + MIXTURE;
  const z = sum / Math.sqrt(spread);
  return 2 * Math.sqrt(MIXTURE / spread) * Math.exp(Math.min(LARGEST_EXPONENT, z ** 2 / 2)) * normalCdf(z, 0, 1);
}

/**
 * The test of a hypothesis that may become false only after a while, such as when a version gets more load: a test from
 * the start and one from each step on, averaged, which keeps what holds of a single one (Shin, Ramdas, Rinaldo 2022,
 * "E-detectors"). The first has half of the weight; of those that follow, each has less.
 */
export class RestartedTest implements EValue {
  readonly #start: () => EValue;
  readonly #tests: EValue[];

  constructor(start: () => EValue) {
    this.#start = start;
    this.#tests = [start()];
  }

  get value(): number {
    const weighted = this.#tests.map(({ value }, index) => value / ((index + 1) * (index + 2)));
    // Those that have not begun are worth 1 each, and have the rest of the weight.
    return weighted.reduce((sum, value) => sum + value, 1 / (this.#tests.length + 1));
  }

  add(block: Block): void {
    for (const test of this.#tests) test.add(block);
  }

  nextStep(): void {
    this.#tests.push(this.#start());
  }
}
