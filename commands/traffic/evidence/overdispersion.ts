import { type Block } from "./two-shares";

/** By what factor the variance of independent requests is taken to be too small, until failures have shown it. */
const AT_FIRST = 2;

/** So many failures count as much as what was taken at first. */
const WEIGHT_AT_FIRST = 4;

/**
 * By what correlation requests are guessed to agree, where so many come at once that it makes the factor a larger one.
 */
const CORRELATION_AT_FIRST = 0.03;

/** Blocks that are looked at as one: a second, where there is a look every 250 ms. */
const TOGETHER = 4;

/**
 * How much more two versions' shares of bad requests differ from one second to the next than those of independent
 * requests would: the factor of the variance (McCullagh and Nelder 1989, "Generalized linear models", 4.5), 1 where
 * requests are independent. It comes from the differences of successive seconds (von Neumann 1941), so that neither a
 * version that is steadily worse nor slow drift counts, nor what moves both alike. The factor grows with the number of
 * requests in a second as that of requests which agree by a correlation.
 */
export class Overdispersion {
  #before: Block | undefined;
  #current = NOTHING;
  #blocks = 0;
  #scale = 1;
  #beyondIndependent = 0;
  #largest = 0;
  #second = 0;
  #companions = 0;

  /** The factor, 1 or more, as earlier blocks show it. */
  get factor(): number {
    const scale = this.#scale;
    // The largest one counts as the second largest: a version that changes once is no proof that its requests hang
    // together.
    const usual = this.#beyondIndependent - this.#largest + this.#second;
    const guessed = Math.max(AT_FIRST - 1, CORRELATION_AT_FIRST * scale);
    const shown = WEIGHT_AT_FIRST * guessed + usual;
    return Math.max(1, 1 + (scale * shown) / (WEIGHT_AT_FIRST * scale + this.#companions));
  }

  add(block: Block): void {
    this.#current = together(this.#current, block);
    if (++this.#blocks < TOGETHER) return;
    const now = this.#current;
    if (now.baseline.requests === 0 || now.candidate.requests === 0) return;
    if (this.#before) this.#compare(this.#before, now);
    this.#before = now;
    this.#current = NOTHING;
    this.#blocks = 0;
  }

  #compare(one: Block, other: Block): void {
    const both = together(one, other);
    const weight = (harmonic(one) + harmonic(other)) / 2;
    const jump = difference(one) - difference(other);
    const [b, c] = [varianceOf(both.baseline), varianceOf(both.candidate)];
    const independent =
      (b / one.baseline.requests +
        b / other.baseline.requests +
        c / one.candidate.requests +
        c / other.candidate.requests) /
      2;
    this.#scale = Math.max(1, 2 * harmonic(other) - 1);
    const beyond = (jump ** 2 / 2 - independent) * weight ** 2;
    this.#beyondIndependent += beyond;
    this.#second = Math.max(this.#second, Math.min(this.#largest, beyond));
    this.#largest = Math.max(this.#largest, beyond);
    this.#companions += independent * weight ** 2 * Math.max(1, 2 * weight - 1);
  }
}

const NOTHING: Block = { baseline: { requests: 0, bad: 0 }, candidate: { requests: 0, bad: 0 } };

function together(one: Block, other: Block): Block {
  return {
    baseline: {
      requests: one.baseline.requests + other.baseline.requests,
      bad: one.baseline.bad + other.baseline.bad,
    },
    candidate: {
      requests: one.candidate.requests + other.candidate.requests,
      bad: one.candidate.bad + other.candidate.bad,
    },
  };
}

function harmonic({ baseline, candidate }: Block): number {
  return 1 / (1 / baseline.requests + 1 / candidate.requests);
}

function difference({ baseline, candidate }: Block): number {
  return candidate.bad / candidate.requests - baseline.bad / baseline.requests;
}

function varianceOf({ requests, bad }: { readonly requests: number; readonly bad: number }): number {
  return (bad / requests) * (1 - bad / requests);
}
