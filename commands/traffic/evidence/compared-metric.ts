import { type Interval, wilsonInterval } from "../statistics";
import { Overdispersion } from "./overdispersion";
import { ChangeTest, SteadyTest } from "./sequential-test";
import { type Block, type Count, logLikelihoodRatio, logLikelihoodRatioToKnown } from "./two-shares";

/** What counts as worse in one block. */
export interface Tolerance {
  /** By how much more of all requests, from 0 to 1, may be bad. */
  readonly points: number;
  /**
   * How much lower the candidate's share is than the baseline's where both are alike: its limit may be the longer one.
   */
  readonly spare: number;
}

/** So many sizes that a difference may have are looked for, from a smallest one to the largest there can be. */
const SIZES = 6;
const LARGEST_SIZE = 0.9;

/** A version that is not worse may be as good as the other, or worse by this part of what it may be. */
const LIKELY_WITHIN = [0, 1 / 3] as const;

/** A version that gets only few requests may still not fail more than half of them. */
const MOST_EXCESS = 0.5;

/** The requests of the baseline count the less, the longer ago they were; after so many blocks by a factor of e. */
const MEMORY_BLOCKS = 1000;

/** So many requests of the baseline outweigh what was guessed of it. */
const GUESSED_REQUESTS = 10;

/** One of the things that two versions are compared by: the share of bad requests, whatever bad means. */
export class ComparedMetric {
  readonly #sizes: readonly number[];
  readonly #overdispersion = new Overdispersion();
  readonly #beyond = new ChangeTest(SIZES);
  readonly #total = { baseline: { requests: 0, bad: 0 }, candidate: { requests: 0, bad: 0 } };
  /** The baseline's latest requests. */
  readonly #known = { requests: 0, bad: 0 };
  #step: Looked[] = [];
  #within = new Map<number, { test: SteadyTest; seen: number }>();

  readonly #usual: number;

  /**
   * @param usual the share of the baseline's requests that is guessed to be bad before any is seen
   * @param smallest the smallest excess beyond the tolerance that is looked for, as a part of the largest there can be
   */
  constructor(usual: number, smallest: number) {
    this.#usual = usual;
    const ratio = LARGEST_SIZE / smallest;
    this.#sizes = Array.from({ length: SIZES }, (_, index) => smallest * ratio ** (index / (SIZES - 1)));
  }

  /** The e-value of the candidate being worse by more than it may be. */
  get beyond(): number {
    return this.#beyond.eValue;
  }

  get overdispersion(): number {
    return this.#overdispersion.factor;
  }

  get total(): Block {
    return this.#total;
  }

  /** The e-value, of the present step, of all requests together not being worse where the candidate gets this share. */
  within(share: number): number {
    const found = this.#within.get(share) ?? { test: new SteadyTest(LIKELY_WITHIN.length), seen: 0 };
    this.#within.set(share, found);
    for (; found.seen < this.#step.length; found.seen++) {
      const looked = this.#step[found.seen];
      if (looked) found.test.add(ratiosWithin(looked, share));
    }
    return found.test.eValue;
  }

  /** Takes in what both did in the same stretch of time. */
  add(block: Block, tolerance: Tolerance): void {
    count(this.#total.baseline, block.baseline);
    count(this.#total.candidate, block.candidate);
    if (block.candidate.requests > 0 && (block.baseline.requests > 0 || this.#known.requests > 0)) {
      const looked: Looked = {
        block,
        tolerance,
        usual: (this.#known.bad + this.#usual * GUESSED_REQUESTS) / (this.#known.requests + GUESSED_REQUESTS),
        known: wilsonInterval(this.#known.bad, this.#known.requests),
        factor: this.#overdispersion.factor,
      };
      this.#beyond.add(this.#ratiosBeyond(looked));
      this.#step.push(looked);
    }
    this.#overdispersion.add(block);
    if (block.baseline.requests > 0) {
      this.#known.requests *= 1 - 1 / MEMORY_BLOCKS;
      this.#known.bad *= 1 - 1 / MEMORY_BLOCKS;
      count(this.#known, block.baseline);
    }
  }

  nextStep(): void {
    this.#beyond.nextStep();
    this.#step = [];
    this.#within = new Map();
  }

  #ratiosBeyond(looked: Looked): number[] {
    const excess = looked.tolerance.points - looked.tolerance.spare;
    const room = 1 - looked.usual - excess;
    return this.#sizes.map((size) => (room > 0 ? ratio(looked, looked.usual + excess + room * size, excess) : 0));
  }
}

/** A block, and what was known of the baseline before it. */
interface Looked {
  readonly block: Block;
  readonly tolerance: Tolerance;
  /** The baseline's share of bad requests. */
  readonly usual: number;
  /** What it may be, where no request of this block says so. */
  readonly known: Interval;
  readonly factor: number;
}

function ratiosWithin(looked: Looked, share: number): number[] {
  const { points, spare } = looked.tolerance;
  const excess = Math.min(points / share - spare, MOST_EXCESS, (1 - looked.usual) * LARGEST_SIZE);
  return LIKELY_WITHIN.map((part) => ratio(looked, looked.usual - spare + part * (excess + spare), excess));
}

/** Of requests that hang together there are as many less as their variance is larger: the quasi-likelihood. */
function ratio({ block, usual, known, factor }: Looked, candidate: number, excess: number): number {
  if (block.baseline.requests > 0) return logLikelihoodRatio(block, { baseline: usual, candidate }, excess) / factor;
  // What is known must not be taken to be better, or worse, than it may be.
  const beyond = candidate > usual + excess;
  const other = (beyond ? known[1] : known[0]) + excess;
  if (beyond ? candidate <= other : candidate >= other) return 0;
  return logLikelihoodRatioToKnown(block.candidate, candidate, other) / factor;
}

function count(sum: { requests: number; bad: number }, { requests, bad }: Count): void {
  sum.requests += requests;
  sum.bad += bad;
}
