import Table from "cli-table3";
import { tableText } from "../../terminal/table";
import { formatPValue, percent } from "../judge";
import { explainJudgement } from "./explain-judgement";
import { type EvidenceReport, type RuleReport, type VersionReport } from "./evidence-report";
import { flagMeaning, RESPONSE_FLAGS } from "./response-flags";

/** A report as a table for people, with the verdict as its last line. */
export function renderEvidence(report: EvidenceReport): string {
  const { rules, proxies, lines, seconds, notes } = report;
  const counted = rules.filter(({ requests }) => requests > 0);
  return [
    `${report.stack}: ${lines.requests} requests in the logs of ${proxies.read} proxies, in ${seconds.toFixed(0)} s`,
    ...(counted.length > 0 ? [table(counted, report.confidence)] : []),
    ...legend(counted),
    ...rules.filter(({ status }) => status === "no requests").map((rule) => `no requests: ${described(rule)}`),
    ...rules.filter(({ status }) => status === "off" || status === "untold").map((rule) => `${described(rule)}`),
    ...rules.flatMap(comparisons),
    ...notes,
    verdict(rules, report.alpha),
  ].join("\n");
}

function table(rules: readonly RuleReport[], confidence: number): string {
  const head = ["rule", "version", "target", "observed", `${confidence * 100} % interval`, "failed", "retried"];
  const output = new Table({
    head: [...head, "p50", "p95", "p99", "apart", ""],
    colAligns: ["left", "left", ...Array.from({ length: 8 }, () => "right" as const), "left", "left"],
    style: { head: [], border: [] },
  });
  for (const rule of rules) {
    const rowSpan = rule.versions.length;
    rule.versions.forEach((version, index) => {
      if (index > 0) output.push(versionCells(version));
      else {
        output.push([
          { rowSpan, content: `${rule.service}: ${rule.rule}\nfrom ${rule.source}` },
          ...versionCells(version),
          { rowSpan, content: counts(rule.apart) },
          {
            rowSpan,
            content: rule.fit.method === "none" ? rule.status : `${rule.status}\n${formatPValue(rule.fit.pValue)}`,
          },
        ]);
      }
    });
  }
  return tableText(output);
}

function versionCells(one: VersionReport): string[] {
  const { version, target, observed, requests, interval, failed, retried, latency } = one;
  const [lower, upper] = interval;
  return [
    version,
    `${target} %`,
    `${percent(observed)} (${requests})`,
    `${(lower * 100).toFixed(1)} to ${percent(upper)}`,
    failed.count === 0 ? "0" : `${failed.count}\n${counts(failed.by)}`,
    String(retried),
    ...[latency?.p50, latency?.p95, latency?.p99].map((ms) => (ms === undefined ? "-" : `${ms.toFixed(0)} ms`)),
  ];
}

function counts(by: Readonly<Record<string, number>>): string {
  return Object.entries(by)
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => `${name} ${count}`)
    .join("\n");
}

/** What the flags mean that the table shows. */
function legend(rules: readonly RuleReport[]): string[] {
  const shown = rules.flatMap(({ versions, apart }) => [
    ...versions.flatMap(({ failed }) => Object.keys(failed.by)),
    ...Object.keys(apart),
  ]);
  const flags = [...new Set(shown)].filter((name) => Object.hasOwn(RESPONSE_FLAGS, name)).sort();
  return flags.map((flag) => `${flag}: ${flagMeaning(flag)}`);
}

/** What became of the versions that are compared, where there was anything to compare. */
function comparisons({ service, rule, requests, comparisons: pairs = [] }: RuleReport): string[] {
  if (requests === 0) return [];
  return pairs.map((pair) => `${service}, rule ${rule}: ${explainJudgement(pair, pair)}`);
}

function described({ service, rule, problems }: RuleReport): string {
  return [`${service}, rule ${rule}`, ...problems].join(": ");
}

function verdict(rules: readonly RuleReport[], alpha: number): string {
  const judged = rules.filter(({ status }) => status === "ok" || status === "off");
  if (judged.length === 0) return "Nothing could be read.";
  const off = judged.filter(({ status }) => status === "off").length;
  const rest = rules.length - judged.length;
  const unread = rest === 0 ? "" : ` (${named(rest)} not judged)`;
  return off === 0
    ? `OK: ${named(judged.length)} split as configured, at alpha ${alpha}${unread}.`
    : `NOT as configured: ${off} of ${named(judged.length)}, at alpha ${alpha}${unread}.`;
}

function named(count: number): string {
  return count === 1 ? "1 rule" : `${count} rules`;
}
