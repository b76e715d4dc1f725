import { type Split } from "../../mesh/traffic/split";
import { type PlannedFailures } from "./planned-failures";
import { type MeasuredRule } from "./report";
import { type FailureCount, type Tally } from "./sampler";
import { binomialTest, fitTest, wilsonInterval } from "./statistics";

/** What a rule should do with the requests that it is for. */
export interface Expectation {
  readonly weights: Split;
  /** All versions that the application declares. */
  readonly versions: readonly string[];
  readonly failures: PlannedFailures;
}

/** What a measurement says about a rule. */
export type Judgement = Pick<
  MeasuredRule,
  "status" | "problems" | "requests" | "answered" | "failed" | "versions" | "fit"
>;

/**
 * Holds what was counted against what is configured. A rule is off when its split fits worse than chance explains at
 * `alpha`, when a version of weight 0 answered at all, or when a request failed that the rule's own faults do not
 * account for.
 */
export function judge(expected: Expectation, { answers, failures }: Tally, alpha: number): Judgement {
  const answered = sum(Object.values(answers));
  const failed = sum(failures.map(({ count }) => count));
  const requests = answered + failed;

  const versions = [...new Set([...expected.versions, ...Object.keys(answers)])].map((version) => {
    const count = answers[version] ?? 0;
    return {
      version,
      weight: expected.weights[version] ?? 0,
      count,
      observed: answered === 0 ? 0 : count / answered,
      interval: wilsonInterval(count, answered),
    };
  });
  const fit = fitTest(versions.map(({ count, weight }) => ({ count, share: weight / 100 })));
  const planned = expected.failures.share > 0 && {
    share: expected.failures.share,
    pValue: binomialTest(failed, requests, expected.failures.share),
  };

  const problems = [
    ...(fit.pValue < alpha ? [`the split is off (${formatPValue(fit.pValue)})`] : []),
    ...versions
      .filter(({ weight, count }) => weight === 0 && count > 0)
      .map(({ version, count }) => `${version} has weight 0 and answered ${times(count)}`),
    ...failureProblems(failures, requests, expected.failures, planned ? planned.pValue : 1, alpha),
  ];
  return {
    status: problems.length === 0 ? "ok" : "off",
    problems,
    requests,
    answered,
    failed: { count: failed, reasons: failures, ...(planned && { planned }) },
    versions,
    fit,
  };
}

function failureProblems(
  failures: readonly FailureCount[],
  requests: number,
  planned: PlannedFailures,
  pValue: number,
  alpha: number,
): string[] {
  const unplanned = failures.filter(
    ({ status }) => planned.share === 0 || status === undefined || !planned.statuses.includes(status),
  );
  const failed = sum(failures.map(({ count }) => count));
  return [
    ...unplanned.map(({ reason, count }) => `${count} of ${requests} requests failed: ${reason}`),
    ...(pValue < alpha
      ? [
          `${failed} of ${requests} requests failed, where the rule's faults make ${percent(planned.share)} fail (${formatPValue(pValue)})`,
        ]
      : []),
  ];
}

/** A p-value for people: `p = 0.042`, `p < 1e-12`. */
export function formatPValue(pValue: number): string {
  if (pValue < 1e-12) return "p < 1e-12";
  return pValue < 0.001 ? `p = ${pValue.toExponential(1)}` : `p = ${pValue.toFixed(3)}`;
}

/** A share in percent, one decimal: `12.3 %`. */
export function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
