import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Draws from distributions, the same ones for the same seed. */
export class Draw {
  readonly #uniform: () => number;
  readonly #logNormals = new Map<number, Float64Array>();
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

  /**
   * With median 1 and this standard deviation of its logarithm: one of some thousand values, each as likely as any
   * other.
   */
  logNormal(spread: number): number {
    let values = this.#logNormals.get(spread);
    if (!values) this.#logNormals.set(spread, (values = quantiles(spread)));
    return values[Math.floor(this.#uniform() * values.length)] ?? 1;
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

const QUANTILES = 4096;

/** Values of a log-normal distribution with median 1 that are all as likely as each other, by bisection. */
function quantiles(spread: number): Float64Array {
  return Float64Array.from({ length: QUANTILES }, (_, index) => {
    const probability = (index + 0.5) / QUANTILES;
    let [low, high] = [-8, 8];
    for (let halving = 0; halving < 50; halving++) {
      const middle = (low + high) / 2;
      if (normalCdf(middle, 0, 1) < probability) low = middle;
      else high = middle;
    }
    return Math.exp(spread * high);
  });
}
