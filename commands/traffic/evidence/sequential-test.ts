/**
 * How the weight of 1 is spread over the moments from which on a version may be worse: half of it lies on the start.
 */
const WEIGHTS = { start: 0.5, steps: 0.25, anyTime: 0.25 } as const;

/** Of those at any time, half of the weight lies on so many first blocks: some minutes, with a look every 250 ms. */
const SOON = 600;

/**
 * A block's part that is not bet on: it bounds what one block can take away of the evidence, such as one with a burst.
 */
const KEPT = 0.05;

/** Beyond it nothing is added. */
const LARGEST = 1e300;

/**
 * Evidence, as an e-value, that from some moment on one of several alternatives holds. Its mean is 1 at most as long as
 * the hypothesis holds, whenever one looks: so it ever reaches 1 / alpha with a chance of alpha at most (Ville's
 * inequality). It is a mixture over the alternatives, and over the moments from which they hold (Shiryaev's; as an
 * e-process in Shin, Ramdas, Rinaldo 2022, "E-detectors"): the start, each new step, and with less weight any other.
 */
export class ChangeTest {
  readonly #values: Float64Array;
  #started = 0;
  #blocks = 0;
  #steps = 0;
  #starting: number = WEIGHTS.start;
  #most = 1;

  constructor(alternatives: number) {
    this.#values = new Float64Array(alternatives);
  }

  /** The most evidence that there has been: what was shown once stays shown. */
  get eValue(): number {
    return this.#most;
  }

  /** Takes in one more block's likelihood ratios, one for each alternative. */
  add(logRatios: ArrayLike<number>): void {
    this.#blocks++;
    const weight = this.#starting + (WEIGHTS.anyTime * SOON) / ((this.#blocks + SOON - 1) * (this.#blocks + SOON));
    this.#starting = 0;
    this.#started += weight;
    let sum = 0;
    for (let index = 0; index < this.#values.length; index++) {
      const factor = betOn(logRatios[index] ?? 0);
      const value = Math.min(LARGEST, ((this.#values[index] ?? 0) + weight) * factor);
      this.#values[index] = value;
      sum += value;
    }
    this.#most = Math.max(this.#most, sum / this.#values.length + (1 - this.#started));
  }

  /** From the next block on it is more likely than before that something has changed. */
  nextStep(): void {
    this.#steps++;
    this.#starting += WEIGHTS.steps / (this.#steps * (this.#steps + 1));
  }
}

/** Evidence, as an e-value, that one of several alternatives holds from the start on: what it is now, not its most. */
export class SteadyTest {
  readonly #sums: Float64Array;

  constructor(alternatives: number) {
    this.#sums = new Float64Array(alternatives);
  }

  get eValue(): number {
    const mean = this.#sums.reduce((sum, one) => sum + Math.exp(one), 0) / this.#sums.length;
    return Math.min(LARGEST, mean);
  }

  add(logRatios: ArrayLike<number>): void {
    for (let index = 0; index < this.#sums.length; index++) {
      this.#sums[index] = (this.#sums[index] ?? 0) + Math.log(betOn(logRatios[index] ?? 0));
    }
  }
}

/** What becomes of 1 by a block's likelihood ratio, of which a part is not bet. */
function betOn(logRatio: number): number {
  return KEPT + (1 - KEPT) * Math.exp(logRatio);
}
