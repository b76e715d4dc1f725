import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Draws from distributions, the same ones for the same seed. */
export class Draw {
  readonly #uniform: () => number;
  #spare: number | undefined;

  constructor(seed: number) {
    const generator = xoroshiro128plus(seed);
    this.#uniform = () => uniformFloat64(generator);
  }

  /** From 0 (included) to 1 (not included). */
  uniform(): number {
    return this.#uniform();
  }

  /** How many of some trials, a few hundred at most, succeed, each with the same probability (by inversion). */
  binomial(trials: number, probability: number): number {
    if (probability > 0.5) return trials - this.binomial(trials, 1 - probability);
    const odds = probability / (1 - probability);
    let term = (1 - probability) ** trials;
    let left = this.#uniform() - term;
    let successes = 0;
    while (left >= 0 && successes < trials) {
      term *= (odds * (trials - successes)) / ++successes;
      left -= term;
    }
    return successes;
  }

  /** With mean 0 and variance 1, drawn in pairs (Box and Muller 1958). */
  normal(): number {
    const spare = this.#spare;
    this.#spare = undefined;
    if (spare !== undefined) return spare;
    const length = Math.sqrt(-2 * Math.log(1 - this.#uniform()));
    const angle = 2 * Math.PI * this.#uniform();
    this.#spare = length * Math.sin(angle);
    return length * Math.cos(angle);
  }

  /** A probability with a mean, so spread that two draws with it agree by `correlation`: over 0, below 1. */
  beta(mean: number, correlation: number): number {
    if (mean <= 0 || mean >= 1) return mean;
    const size = 1 / correlation - 1;
    const [a, b] = [this.#gamma(mean * size), this.#gamma((1 - mean) * size)];
    return a + b === 0 ? 0 : a / (a + b);
  }

  /** With scale 1 (Marsaglia and Tsang 2000). */
  #gamma(shape: number): number {
    if (shape < 1) return this.#gamma(shape + 1) * this.#uniform() ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const x = this.normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(1 - this.#uniform()) < x ** 2 / 2 + d - d * v + d * Math.log(v)) return d * v;
    }
  }
}
