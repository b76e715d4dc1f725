import { type Evidence } from "../evidence/read-evidence";
import { type Stretch } from "../evidence/compare-versions";
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

/**
 * Cuts what is counted of a rule into blocks. A request belongs to the block in which its proxy logged it, which is when it
 * ended: so one that takes long is compared with what ended together with it, and none is left out for being late.
 */
export class BlockReader {
  readonly #host: string;
  readonly #rule: string;
  readonly #taken = new Map<string, { requests: number; failed: number; latencies: number }>();

  constructor({ host }: PlacedPlan, rule: string) {
    this.#host = host;
    this.#rule = rule;
  }

  /** What has been counted since the last call; undefined where that is nothing. */
  take({ rules }: Pick<Evidence, "rules">, at: number): Block | undefined {
    const tally = rules.find(({ placed, rule }) => placed.host === this.#host && rule === this.#rule);
    const versions = Object.entries(tally?.versions ?? {}).flatMap(([version, { seconds }]) => {
      const news = [...seconds].map(([second, counted]) => this.#newOf(`${version}/${second}`, counted));
      const requests = sum(news.map((one) => one.requests));
      if (requests === 0) return [];
      const stretch = {
        requests,
        failed: sum(news.map((one) => one.failed)),
        latencies: news.flatMap((one) => one.latencies),
      };
      return [[version, countedStretch(stretch)] as const];
    });
    return versions.length === 0 ? undefined : { at, versions: Object.fromEntries(versions) };
  }

  #newOf(key: string, { requests, failed, latencies }: Stretch): Stretch {
    const taken = this.#taken.get(key) ?? { requests: 0, failed: 0, latencies: 0 };
    this.#taken.set(key, { requests, failed, latencies: latencies.length });
    return {
      requests: requests - taken.requests,
      failed: failed - taken.failed,
      latencies: latencies.slice(taken.latencies),
    };
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}
