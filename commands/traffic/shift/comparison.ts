import { ALPHA, type Margins, type Metric, VersionComparison } from "../evidence/compare-versions";

/** What a record keeps of a metric. */
export type ComparedMetric = { readonly name: string } & Pick<Metric, "pBeyond" | "pWithin">;
export type Comparison = VersionComparison;

/** @param alpha the chance of a false alarm over the whole shift */
export function compare(margins: Margins, alpha: number): Comparison {
  return new VersionComparison(margins, { alpha });
}

/** The chance that a shift of versions that are alike goes back, over all of its pairs, steps, metrics and looks. */
export const SHIFT_ALPHA = ALPHA;
