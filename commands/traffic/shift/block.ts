import { type Stretch } from "../evidence/compare-versions";
import { type CountedRequest } from "../evidence/tally";
import { type PlacedPlan } from "../placed-plan";

/** What the versions of a rule did between two looks at the proxies' logs: what every verdict is computed from. */
export interface Block {
  /** When it was looked, in milliseconds since 1970. */
  readonly at: number;
  readonly versions: Readonly<Record<string, CountedStretch>>;
}

/** A stretch as it is kept: how many requests took how many milliseconds. */
export interface CountedStretch {
  readonly requests: number;
  readonly failed: number;
  /** `[MILLISECONDS, REQUESTS]`, the fastest first. */
  readonly latencies: readonly (readonly [ms: number, requests: number])[];
}

/** Nothing was asked of a version. */
export const QUIET: CountedStretch = { requests: 0, failed: 0, latencies: [] };

/** A stretch as comparisons take it. */
export function stretchOf({ requests, failed, latencies }: CountedStretch): Stretch {
  return { requests, failed, latencies: latencies.flatMap(([ms, count]) => Array<number>(count).fill(ms)) };
}

function countedStretch({ requests, failed, latencies }: Stretch): CountedStretch {
  return { requests, failed, latencies: sortedCounts(latencies.map((ms) => [ms, 1] as const)) };
}

/** Two stretches of one version as one. */
export function joined(one: CountedStretch, other: CountedStretch): CountedStretch {
  return {
    requests: one.requests + other.requests,
    failed: one.failed + other.failed,
    latencies: sortedCounts([...one.latencies, ...other.latencies]),
  };
}

function sortedCounts(latencies: CountedStretch["latencies"]): CountedStretch["latencies"] {
  const counts = new Map<number, number>();
  for (const [ms, requests] of latencies) counts.set(ms, (counts.get(ms) ?? 0) + requests);
  return [...counts].sort(([one], [other]) => one - other);
}

interface Counting {
  requests: number;
  failed: number;
  readonly latencies: number[];
}

/**
 * Cuts what is counted of a rule into blocks. A request belongs to the block in which its proxy logged it, which is
 * when it ended: so one that takes long is compared with what ended together with it, and none is left out for being
 * late.
 */
export class BlockReader {
  readonly #host: string;
  readonly #rule: string;
  #versions = new Map<string, Counting>();

  constructor({ host }: PlacedPlan, rule: string) {
    this.#host = host;
    this.#rule = rule;
  }

  /** Counts a request, if it is of the rule. */
  add({ placed, rule, version, failed, latency }: CountedRequest): void {
    if (placed.host !== this.#host || rule !== this.#rule) return;
    const counted = this.#versions.get(version) ?? { requests: 0, failed: 0, latencies: [] };
    this.#versions.set(version, counted);
    counted.requests++;
    if (failed) counted.failed++;
    if (latency !== undefined) counted.latencies.push(latency);
  }

  /** What has been counted since the last call; undefined where that is nothing. */
  take(at: number): Block | undefined {
    const counted = [...this.#versions].map(([version, one]) => [version, countedStretch(one)] as const);
    this.#versions = new Map();
    return counted.length === 0 ? undefined : { at, versions: Object.fromEntries(counted) };
  }
}
