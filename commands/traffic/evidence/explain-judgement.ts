import { formatPValue, percent } from "../judge";
import { type Judgement, type Metric } from "./compare-versions";
import { type Count } from "./two-shares";

const SAYS = { worse: "is worse than", "not worse": "is not worse than", thin: "can't be compared yet with" } as const;

/** A verdict in a sentence, with the counts that it comes from: of what made it, worst first. */
export function explainJudgement(
  { verdict, metrics, because }: Judgement,
  { candidate, baseline }: { readonly candidate: string; readonly baseline: string },
): string {
  const p = (metric: Metric) => (verdict === "worse" ? metric.pBeyond : metric.pWithin);
  const told = metrics
    .filter(({ name }) => because.includes(name))
    .toSorted((one, other) => (verdict === "worse" ? p(one) - p(other) : p(other) - p(one)))
    .map((metric) => `${counted(metric)} (${formatPValue(p(metric))})`);
  return `${candidate} ${SAYS[verdict]} ${baseline}: ${told.join("; ")}`;
}

function counted({ name, counts, limit }: Metric): string {
  const against = `${share(counts.candidate)} against ${share(counts.baseline)}`;
  if (name === "errors") return `failed ${against}`;
  // What is slow is settled from second to second: the limit is the latest.
  return `${name}, slow ${against}${limit === undefined ? "" : `, last from ${limit} ms on`}`;
}

function share({ requests, bad }: Count): string {
  return requests === 0 ? "none of 0" : `${bad} of ${requests} (${percent(bad / requests)})`;
}
