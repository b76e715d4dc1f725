import { quantile } from "../statistics";
import { type Tolerance } from "./compared-metric";
import { type Block } from "./two-shares";

/** How many of the baseline's latest latencies say what is slow. */
const RECENT = 200;

/** So many are needed before the slowest twentieth of them is one that is known. */
const FEWEST = 40;

/**
 * However close together latencies are: the version counts as slower only where more requests are slow than usually are
 * by this part of them.
 */
const LEAST_PART = 0.2;

/** What is slow, as the baseline's latest requests have it, settled before a block is looked at. */
export class SlowRequests {
  readonly #kept = new Float64Array(RECENT);
  #added = 0;
  #sorted = new Float64Array(0);
  #sortedAt = -Infinity;

  /** Whether enough is known. */
  get known(): boolean {
    return this.#added >= FEWEST;
  }

  add(latencies: readonly number[]): void {
    for (const ms of latencies) this.#kept[this.#added++ % RECENT] = ms;
  }

  /**
   * How many of both were slow: longer than a share of the baseline's requests usually takes; for the candidate it may
   * be longer by the margin. Logs have whole milliseconds, rounded down: so the limit is one of them at least, and the
   * margin is never finer than one.
   */
  over(share: number, margin: number, baseline: readonly number[], candidate: readonly number[]) {
    this.#look();
    const limit = Math.max(1, Math.ceil(quantile(this.#sorted, share)));
    const longer = Math.ceil(limit * (1 + margin));
    // As many as this may be slow before the limit of all requests together is longer by the margin.
    const spare = (this.#countFrom(limit) - this.#countFrom(longer)) / this.#sorted.length;
    const tolerance: Tolerance = { points: Math.max(spare, (1 - share) * LEAST_PART), spare };
    const block: Block = {
      baseline: { requests: baseline.length, bad: countFrom(limit, baseline) },
      candidate: { requests: candidate.length, bad: countFrom(longer, candidate) },
    };
    return { block, tolerance, limit };
  }

  /** Sorts the latest, once there are enough new ones for that to be of use. */
  #look(): void {
    if (this.#added < RECENT ? this.#added === this.#sortedAt : this.#added - this.#sortedAt < RECENT / 2) return;
    this.#sortedAt = this.#added;
    this.#sorted = this.#kept.slice(0, this.#added).sort();
  }

  /** How many of the latest took so long or longer, by halving. */
  #countFrom(limit: number): number {
    const sorted = this.#sorted;
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] ?? 0) >= limit) high = middle;
      else low = middle + 1;
    }
    return sorted.length - low;
  }
}

function countFrom(limit: number, latencies: readonly number[]): number {
  let count = 0;
  for (const ms of latencies) if (ms >= limit) count++;
  return count;
}
