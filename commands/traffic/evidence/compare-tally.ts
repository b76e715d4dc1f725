import { UserError } from "../../terminal/user-error";
import { type PlacedPlan } from "../placed-plan";
import { ALPHA, type Judgement, type Margins, type Stretch, VersionComparison } from "./compare-versions";

/** Which version is compared, and with which; with each of the others where none is named. */
export interface CompareRequest {
  readonly candidate: string;
  readonly baseline?: string;
}

/** How a version of a rule did, held against another one. */
export interface ComparedPair extends Judgement {
  readonly candidate: string;
  readonly baseline: string;
}

/**
 * @throws UserError where a version is none of the plan's
 */
export function requireComparable({ plan }: PlacedPlan, { candidate, baseline }: CompareRequest): void {
  const unknown = [candidate, baseline].find((one) => one !== undefined && !plan.versions.includes(one));
  if (unknown === undefined) return;
  throw new UserError(
    `--compare: ${plan.service} has no version ${unknown}: expected one of ${plan.versions.join(", ")}, such as ` +
      `--compare ${plan.versions.at(-1)}.`,
  );
}

const NONE: Stretch = { requests: 0, failed: 0, latencies: [] };

/** Compares a version with others by what was counted of a rule, second by second. */
export function compareTally(
  versions: Readonly<Record<string, { readonly seconds: ReadonlyMap<number, Stretch> }>>,
  { candidate, baseline }: CompareRequest,
  margins: Margins,
): ComparedPair[] {
  const others = baseline === undefined ? Object.keys(versions).filter((one) => one !== candidate) : [baseline];
  return others.toSorted().map((other) => {
    // The chance of a false alarm is that of all pairs together.
    const comparison = new VersionComparison(margins, { alpha: ALPHA / others.length });
    const [ofBaseline, ofCandidate] = [versions[other]?.seconds, versions[candidate]?.seconds];
    const seconds = new Set([...(ofBaseline?.keys() ?? []), ...(ofCandidate?.keys() ?? [])]);
    for (const second of [...seconds].sort((a, b) => a - b)) {
      comparison.add(ofBaseline?.get(second) ?? NONE, ofCandidate?.get(second) ?? NONE);
    }
    return { candidate, baseline: other, ...comparison.judge(1) };
  });
}
