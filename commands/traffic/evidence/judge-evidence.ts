import { formatPValue } from "../judge";
import { fitTest, quantile, wilsonInterval } from "../statistics";
import { type RuleReport, type VersionReport } from "./evidence-report";
import { type Evidence } from "./read-evidence";
import { type VersionTally, weightsOf } from "./tally";

const NOTHING: VersionTally = { requests: 0, retried: 0, delayed: 0, failed: {}, seconds: new Map() };

/**
 * Holds what was counted of a rule against its weights. `untold` says why its requests can't be told from others, where
 * they can't: then nothing is judged.
 */
export function judgeRule(
  { placed, rule, versions, apart, source, unprobed }: Evidence["rules"][number],
  alpha: number,
  untold?: string,
): RuleReport {
  const weights = weightsOf(placed, rule);
  const requests = Object.values(versions).reduce((sum, version) => sum + version.requests, 0);
  const reports = placed.plan.versions.map((version) =>
    versionReport(version, weights[version] ?? 0, versions[version] ?? NOTHING, requests),
  );
  const fit = fitTest(reports.map(({ requests: count, target }) => ({ count, share: target / 100 })));
  const about = { service: placed.plan.service, rule, source, requests, fit, versions: reports, apart };

  if (untold !== undefined) return { ...about, status: "untold", problems: [untold] };
  if (requests === 0) {
    return { ...about, status: "no requests", problems: unprobed === undefined ? [] : [`no probe: ${unprobed}`] };
  }
  const problems = [
    ...(fit.pValue < alpha ? [`the split is off (${formatPValue(fit.pValue)})`] : []),
    ...reports
      .filter(({ target, requests: count }) => target === 0 && count > 0)
      .map(({ version, requests: count }) => `${version} has weight 0 and got ${count} of ${requests} requests`),
  ];
  return { ...about, status: problems.length === 0 ? "ok" : "off", problems };
}

function versionReport(version: string, target: number, tally: VersionTally, total: number): VersionReport {
  const { requests, failed, retried, delayed, seconds } = tally;
  const latencies = [...seconds.values()].flatMap((second) => second.latencies).sort((a, b) => a - b);
  return {
    version,
    target,
    requests,
    observed: total === 0 ? 0 : requests / total,
    interval: wilsonInterval(requests, total),
    failed: { count: Object.values(failed).reduce((sum, count) => sum + count, 0), by: failed },
    retried,
    delayed,
    ...(latencies.length > 0 && {
      latency: { p50: quantile(latencies, 0.5), p95: quantile(latencies, 0.95), p99: quantile(latencies, 0.99) },
    }),
  };
}
