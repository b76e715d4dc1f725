import { quantile } from "../statistics";
import { type Block, MarginTest, RestartedTest } from "./sequential-test";

/** What one version did in one stretch of time: a second, for one. */
export interface Stretch {
  readonly requests: number;
  readonly failed: number;
  /** How long each request took that was answered, in milliseconds. */
  readonly latencies: readonly number[];
}

export interface Margins {
  /** By how much more of its requests, from 0 to 1, the new version may fail. */
  readonly error: number;
  /** By how much longer, as a share of the old version's time, the new one may take. */
  readonly latency: number;
}

/**
 * A point more of errors is what canaries are commonly stopped at (Flagger's examples ask for 99 % of success). A quarter
 * longer is more than nodes of one cluster differ by, and less than people are said to notice.
 */
export const DEFAULT_MARGINS: Margins = { error: 0.01, latency: 0.25 };

/** The chance of a false alarm over a whole shift, and of passing a version that is beyond a margin. */
export const ALPHA = 0.01;

/**
 * `worse`: beyond a margin. `not worse`: within all of them, of which there is evidence from the present step. `thin`:
 * neither can be said yet.
 */
export type Verdict = "worse" | "not worse" | "thin";

/** One of the things that are compared. */
export interface Metric {
  readonly name: "errors" | "latency p50" | "latency p95";
  /** Always-valid p-values: small where the version is worse by more than the margin, or by less. */
  readonly pBeyond: number;
  readonly pWithin: number;
}

/** Errors get one half of what may be false alarms; the two looks at latency share the other. */
const SHARES_OF_ALPHA: Readonly<Record<Metric["name"], number>> = {
  errors: 0.5,
  "latency p50": 0.25,
  "latency p95": 0.25,
};

/** How many of the old version's latest latencies say what is slow. */
const RECENT = 100;

/** So many are needed before the slowest twentieth of them is one that is known. */
const FEWEST = 40;

/**
 * Compares a version, the candidate, with the one that it replaces, the baseline, while it gets more and more of their
 * requests. It can be asked for its verdict at any time, and as often as one likes.
 */
export class VersionComparison {
  readonly #margins: Margins;
  readonly #errors: Compared;
  readonly #typical: Compared;
  readonly #slow: Compared;
  readonly #recent = new RecentLatencies();

  constructor(margins: Margins = DEFAULT_MARGINS) {
    this.#margins = margins;
    this.#errors = new Compared("errors", margins.error);
    // Slower by just the margin, as many are over the limit, which is longer by the margin.
    this.#typical = new Compared("latency p50", 0);
    this.#slow = new Compared("latency p95", 0);
  }

  /** Takes in what both did in the same stretch of time. */
  add(baseline: Stretch, candidate: Stretch): void {
    this.#errors.add({
      baseline: { requests: baseline.requests, bad: baseline.failed },
      candidate: { requests: candidate.requests, bad: candidate.failed },
    });
    const sorted = this.#recent.sorted();
    if (sorted.length >= FEWEST) {
      // What is slow is settled before a block is looked at.
      this.#typical.add(this.#over(quantile(sorted, 0.5), baseline, candidate));
      this.#slow.add(this.#over(quantile(sorted, 0.95), baseline, candidate));
    }
    this.#recent.add(baseline.latencies);
  }

  /** The candidate gets more from here on: whether it is within the margins is asked anew. */
  nextStep(): void {
    for (const metric of [this.#errors, this.#typical, this.#slow]) metric.nextStep();
  }

  get metrics(): readonly Metric[] {
    return [this.#errors, this.#typical, this.#slow].map(({ name, pBeyond, pWithin }) => ({ name, pBeyond, pWithin }));
  }

  get verdict(): Verdict {
    const { metrics } = this;
    if (metrics.some(({ name, pBeyond }) => pBeyond <= ALPHA * SHARES_OF_ALPHA[name])) return "worse";
    return metrics.every(({ pWithin }) => pWithin <= ALPHA) ? "not worse" : "thin";
  }

  /**
   * How many of both were slow. Logs have whole milliseconds, rounded down: so the limit is one of them at least, and the
   * margin is never finer than one.
   */
  #over(usual: number, baseline: Stretch, candidate: Stretch): Block {
    const limit = Math.max(1, Math.ceil(usual));
    const longer = limit * (1 + this.#margins.latency);
    return {
      baseline: { requests: baseline.latencies.length, bad: countFrom(limit, baseline.latencies) },
      candidate: { requests: candidate.latencies.length, bad: countFrom(longer, candidate.latencies) },
    };
  }
}

/** The latest latencies, the oldest of which make room for new ones. */
class RecentLatencies {
  readonly #kept = new Float64Array(RECENT);
  #added = 0;

  add(latencies: readonly number[]): void {
    for (const ms of latencies) this.#kept[this.#added++ % RECENT] = ms;
  }

  sorted(): Float64Array {
    return this.#kept.slice(0, this.#added).sort();
  }
}

function countFrom(limit: number, latencies: readonly number[]): number {
  return latencies.reduce((count, ms) => (ms >= limit ? count + 1 : count), 0);
}

/** One metric's two tests, and the most that each has shown so far. */
class Compared {
  readonly #margin: number;
  readonly #beyond: RestartedTest;
  #within: MarginTest;
  #mostBeyond = 1;
  #mostWithin = 1;

  constructor(
    readonly name: Metric["name"],
    margin: number,
  ) {
    this.#margin = margin;
    this.#beyond = new RestartedTest(() => new MarginTest(margin, "beyond"));
    this.#within = new MarginTest(margin, "within");
  }

  get pBeyond(): number {
    return 1 / this.#mostBeyond;
  }

  get pWithin(): number {
    return 1 / this.#mostWithin;
  }

  add(block: Block): void {
    this.#beyond.add(block);
    this.#within.add(block);
    this.#mostBeyond = Math.max(this.#mostBeyond, this.#beyond.value);
    this.#mostWithin = Math.max(this.#mostWithin, this.#within.value);
  }

  nextStep(): void {
    this.#beyond.nextStep();
    this.#within = new MarginTest(this.#margin, "within");
    this.#mostWithin = 1;
  }
}
