import { ComparedMetric } from "./compared-metric";
import { SlowRequests } from "./slow-requests";
import { type Block } from "./two-shares";

/** What one version did in one stretch of time: a second, or what was read of it since the last look. */
export interface Stretch {
  readonly requests: number;
  readonly failed: number;
  /** How long each request took that was answered, in milliseconds. */
  readonly latencies: readonly number[];
}

export interface Margins {
  /** By how much more of all requests, from 0 to 1, may fail. */
  readonly error: number;
  /** By how much longer, as a share of the old version's time, the new one may take. */
  readonly latency: number;
}

/**
 * A point more of errors is what canaries are commonly stopped at (Flagger's examples ask for 99 % of success). A
 * quarter longer is more than nodes of one cluster differ by, and less than people are said to notice.
 */
export const DEFAULT_MARGINS: Margins = { error: 0.01, latency: 0.25 };

/** The chance of a false alarm over a whole shift, and of passing a version that is beyond a margin. */
export const ALPHA = 0.01;

/**
 * `worse`: beyond a margin. `not worse`: with what comes next, all requests together stay within all margins, of which
 * there is evidence from the present step. `thin`: neither can be said yet.
 */
export type Verdict = "worse" | "not worse" | "thin";

export type MetricName = "errors" | "latency p50" | "latency p95";

/** One of the things that are compared, and what there is to see of it. */
export interface Metric {
  readonly name: MetricName;
  /**
   * Always-valid p-values, 1 over the e-value: small where the candidate is worse by more than the margin, or where all
   * requests together stay within it, as the present step shows. `alpha` is how small they have to be.
   */
  readonly pBeyond: number;
  readonly pWithin: number;
  readonly alpha: { readonly beyond: number; readonly within: number };
  /** How many requests of both were looked at, and how many of them were bad: failed, or longer than a limit. */
  readonly counts: Block;
  /** From what latency on the baseline's requests counted as slow last, in milliseconds; absent for errors. */
  readonly limit?: number;
  /** By what factor requests vary more from second to second than independent ones would. */
  readonly overdispersion: number;
}

/** A verdict, and how it came about. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly metrics: readonly Metric[];
  /** The metrics that made the verdict: those beyond a margin, or those that are still thin. */
  readonly because: readonly MetricName[];
}

/** Errors get one half of what may be false alarms; the two looks at latency share the other. */
const SHARES_OF_ALPHA: Readonly<Record<MetricName, number>> = {
  errors: 0.5,
  "latency p50": 0.25,
  "latency p95": 0.25,
};

/** Of latency: what share of requests is usually not slow, and the smallest excess that is looked for. */
const LATENCIES = [
  { name: "latency p50", share: 0.5, smallest: 0.1 },
  { name: "latency p95", share: 0.95, smallest: 0.025 },
] as const;

/** The smallest excess of errors beyond the margin that is looked for, in margins. */
const SMALLEST_ERROR = 1;

/** The share of requests that a version is guessed to fail before any is seen. */
const USUAL_ERRORS = 0.01;

/**
 * Compares a version, the candidate, with the one that it replaces, the baseline, while it gets more and more of their
 * requests. It can be asked for its verdict at any time, and as often as one likes.
 */
export class VersionComparison {
  readonly #margins: Margins;
  readonly #alpha: number;
  readonly #errors: ComparedMetric;
  readonly #latencies: readonly ComparedLatency[] = LATENCIES.map((of) => ({
    ...of,
    metric: new ComparedMetric(1 - of.share, of.smallest),
  }));
  readonly #all: readonly { readonly name: MetricName; readonly metric: ComparedMetric; readonly limit?: number }[];
  readonly #slow = new SlowRequests();

  /** @param options.alpha the chance of a wrong verdict over the whole shift: all steps, looks and metrics */
  constructor(margins: Margins = DEFAULT_MARGINS, { alpha = ALPHA }: { readonly alpha?: number } = {}) {
    this.#margins = margins;
    this.#alpha = alpha;
    this.#errors = new ComparedMetric(USUAL_ERRORS, margins.error * SMALLEST_ERROR);
    this.#all = [{ name: "errors", metric: this.#errors }, ...this.#latencies];
  }

  /**
   * Takes in what both did in the same stretch of time: a second at most, or what was read of it since the last look.
   */
  add(baseline: Stretch, candidate: Stretch): void {
    this.#errors.add(
      {
        baseline: { requests: baseline.requests, bad: baseline.failed },
        candidate: { requests: candidate.requests, bad: candidate.failed },
      },
      { points: this.#margins.error, spare: 0 },
    );
    if (this.#slow.known) {
      for (const one of this.#latencies) {
        const { block, tolerance, limit } = this.#slow.over(
          one.share,
          this.#margins.latency,
          baseline.latencies,
          candidate.latencies,
        );
        one.metric.add(block, tolerance);
        one.limit = limit;
      }
    }
    this.#slow.add(baseline.latencies);
  }

  /** The candidate gets more from here on: whether it is within the margins is asked anew. */
  nextStep(): void {
    for (const { metric } of this.#all) metric.nextStep();
  }

  /** What there is to see where the candidate gets all requests next. */
  get metrics(): readonly Metric[] {
    return this.#metricsAt(1);
  }

  /** Whether the candidate was ever beyond a margin, whatever comes next: quicker to ask than the verdict. */
  get isWorse(): boolean {
    return this.#all.some(({ name, metric }) => 1 / metric.beyond <= this.#alpha * SHARES_OF_ALPHA[name]);
  }

  /** @param nextShare the candidate's share of the rule's requests, over 0 and up to 1, that is to come next */
  verdict(nextShare: number): Verdict {
    return this.judge(nextShare).verdict;
  }

  /** The verdict, as {@link verdict}, with all that it comes from. */
  judge(nextShare: number): Judgement {
    const metrics = this.#metricsAt(nextShare);
    const named = (some: readonly Metric[]) => some.map(({ name }) => name);
    const worse = metrics.filter(({ pBeyond, alpha }) => pBeyond <= alpha.beyond);
    if (worse.length > 0) return { verdict: "worse", metrics, because: named(worse) };
    const thin = metrics.filter(({ pWithin, alpha }) => pWithin > alpha.within);
    return thin.length > 0
      ? { verdict: "thin", metrics, because: named(thin) }
      : { verdict: "not worse", metrics, because: named(metrics) };
  }

  #metricsAt(nextShare: number): Metric[] {
    return this.#all.map(({ name, metric, limit }) => ({
      name,
      pBeyond: Math.min(1, 1 / metric.beyond),
      pWithin: Math.min(1, 1 / metric.within(nextShare)),
      alpha: { beyond: this.#alpha * SHARES_OF_ALPHA[name], within: this.#alpha },
      counts: metric.total,
      ...(limit !== undefined && { limit }),
      overdispersion: metric.overdispersion,
    }));
  }
}

/** One of the two looks at latency, and the latest limit of what is slow. */
interface ComparedLatency {
  readonly name: MetricName;
  readonly share: number;
  readonly metric: ComparedMetric;
  limit?: number;
}
