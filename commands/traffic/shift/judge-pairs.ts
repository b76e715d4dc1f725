import { type Split } from "../../../mesh/traffic/split";
import {
  type Judgement,
  type Margins,
  type Metric,
  type MetricName,
  type Verdict,
  VersionComparison,
} from "../evidence/compare-versions";
import { formatPValue } from "../judge";
import { type Block, type CountedStretch, joined, QUIET, stretchOf } from "./block";
import { isMeasured, type Pair } from "./pairs";

/** What is known of one pair. */
export interface PairVerdict extends Pair {
  readonly verdict: Verdict;
  readonly metrics: readonly PairMetric[];
  /** The metrics that made the verdict. */
  readonly because: readonly MetricName[];
}

/** What is kept of a metric. */
export type PairMetric = Pick<Metric, "name" | "pBeyond" | "pWithin">;

/** What is known of a step. */
export interface StepVerdict {
  readonly verdict: Verdict;
  /** In a sentence, with the counts. */
  readonly why: string;
  readonly pairs: readonly PairVerdict[];
}

/** A weight is a whole percent: a version that gets anything gets so much. */
const LEAST_SHARE = 0.01;

/** Compares the gaining versions with the others over all steps of a shift, block by block. */
export class PairsJudge {
  readonly #pairs: readonly { readonly pair: Pair; readonly comparison: VersionComparison }[];
  readonly #totals = new Map<string, CountedStretch>();

  /** @param alpha the chance of a false alarm, over all pairs */
  constructor(pairs: readonly Pair[], margins: Margins, alpha: number) {
    this.#pairs = pairs.map((pair) => ({
      pair,
      comparison: new VersionComparison(margins, { alpha: alpha / pairs.length }),
    }));
  }

  add({ versions }: Block): void {
    for (const [version, stretch] of Object.entries(versions)) {
      this.#totals.set(version, joined(this.#totals.get(version) ?? QUIET, stretch));
    }
    for (const { pair, comparison } of this.#pairs) {
      comparison.add(stretchOf(versions[pair.baseline] ?? QUIET), stretchOf(versions[pair.candidate] ?? QUIET));
    }
  }

  /** From here on the next step's split is counted. */
  nextStep(): void {
    this.#totals.clear();
    for (const { comparison } of this.#pairs) comparison.nextStep();
  }

  /** What was counted in the present step. */
  get totals(): Readonly<Record<string, CountedStretch>> {
    return Object.fromEntries(this.#totals);
  }

  /**
   * @param split that of the present step
   * @param after that of the step after it
   */
  judge(split: Split, after: Split): StepVerdict {
    const pairs = this.#pairs.map(({ pair, comparison }) => ({
      ...pair,
      ...kept(comparison.judge(Math.max(LEAST_SHARE, (after[pair.candidate] ?? 0) / 100))),
    }));
    const worse = pairs.find(({ verdict }) => verdict === "worse");
    if (worse) return { verdict: "worse", why: this.#whyWorse(worse), pairs };
    const measured = pairs.filter((pair) => isMeasured(pair, split));
    if (measured.length === 0) return { ...this.#unmeasured(split), pairs };
    const thin = measured.find(({ verdict }) => verdict === "thin");
    if (thin)
      return {
        verdict: "thin",
        why: `not enough evidence yet of ${thin.because.join(", ")}: ${this.#told(thin)}`,
        pairs,
      };
    return { verdict: "not worse", why: measured.map((one) => this.#told(one)).join("; "), pairs };
  }

  /**
   * Where no baseline gets requests any more, whether it is worse than they were is known; to go on takes requests,
   * too.
   */
  #unmeasured(split: Split): Pick<StepVerdict, "verdict" | "why"> {
    const candidates = [...new Set(this.#pairs.map(({ pair }) => pair.candidate))].filter((one) => split[one]);
    const silent = candidates.find((one) => (this.#totals.get(one)?.requests ?? 0) === 0);
    if (silent !== undefined) return { verdict: "thin", why: `no request to ${silent} yet` };
    return { verdict: "not worse", why: candidates.map((one) => this.#counted(one)).join("; ") };
  }

  #whyWorse(pair: PairVerdict): string {
    const beyond = pair.metrics.filter(({ name }) => pair.because.includes(name));
    const told = beyond.map(({ name, pBeyond }) => `${name} (${formatPValue(pBeyond)})`).join(", ");
    return `${pair.candidate} is worse: ${told}; ${this.#told(pair)}`;
  }

  #told({ candidate, baseline }: Pair): string {
    return `${this.#counted(candidate)} against ${this.#counted(baseline)}`;
  }

  #counted(version: string): string {
    const { requests, failed, latencies } = this.#totals.get(version) ?? QUIET;
    const slow = percentile(latencies, 0.95);
    return `${version} ${failed} of ${requests} failed${slow === undefined ? "" : `, p95 ${slow} ms`}`;
  }
}

/** The latency that so many were not slower than, of those that were counted. */
export function percentile(latencies: CountedStretch["latencies"], share: number): number | undefined {
  const all = latencies.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  return latencies.find(([, count]) => (seen += count) >= share * all)?.[0];
}

function kept({ verdict, metrics, because }: Judgement): Pick<PairVerdict, "verdict" | "metrics" | "because"> {
  return { verdict, because, metrics: metrics.map(({ name, pBeyond, pWithin }) => ({ name, pBeyond, pWithin })) };
}
