import Table from "cli-table3";
import { tableText } from "../terminal/table";
import { formatPValue, percent } from "./judge";
import { type CheckReport, type MeasuredRule, type RuleReport, type UnmeasuredRule } from "./report";
import { type FitTest } from "./statistics";

/** A report as a table for people, with the verdict as its last line. */
export function renderReport(report: CheckReport): string {
  const measured = report.rules.filter((rule) => rule.status !== "not measured");
  const unmeasured = report.rules.filter((rule) => rule.status === "not measured");
  return [
    report.url === undefined
      ? "No request was sent."
      : `${report.url}: ${requests(report)}, ${report.concurrency} at a time, in ${report.durationSeconds.toFixed(1)} s`,
    ...(measured.length > 0 ? [splitTable(measured, report.confidence)] : []),
    ...unmeasured.map((rule) => `not measured: ${title(rule)}: ${rule.reason}`),
    ...measured.flatMap((rule) => rule.problems.map((problem) => `${title(rule)}: ${problem}`)),
    verdict(report, measured, unmeasured),
  ].join("\n");
}

function requests({ requests: most, notices, alpha }: CheckReport): string {
  if (!notices) return `${most} requests per rule`;
  const { points, power } = notices;
  return `up to ${most} requests per rule, which show a share that is ${points} points off in ${power * 100} of 100 checks at alpha ${alpha}`;
}

function splitTable(rules: readonly MeasuredRule[], confidence: number): string {
  const table = new Table({
    head: ["rule", "version", "configured", "observed", `${confidence * 100} % interval`, "failed", "fit", ""],
    colAligns: ["left", "left", "right", "right", "right", "right", "left", "left"],
    style: { head: [], border: [] },
    wordWrap: true,
  });
  for (const rule of rules) {
    const rowSpan = rule.versions.length;
    rule.versions.forEach(({ version, weight, observed, count, interval: [lower, upper] }, index) => {
      const split = [
        version,
        `${weight} %`,
        `${percent(observed)} (${count})`,
        `${(lower * 100).toFixed(1)} to ${percent(upper)}`,
      ];
      if (index > 0) table.push(split);
      else {
        table.push([
          { rowSpan, content: `${rule.service}: ${rule.rule}\n${rule.askedAs}` },
          ...split,
          { rowSpan, hAlign: "right", content: failed(rule) },
          { rowSpan, content: fit(rule.fit) },
          { rowSpan, content: rule.status },
        ]);
      }
    });
  }
  return tableText(table);
}

function failed({ failed: { count, planned } }: MeasuredRule): string {
  return planned ? `${count}\nplanned: ${percent(planned.share)}` : String(count);
}

function fit({ method, pValue }: FitTest): string {
  return method === "none" ? "one version" : `${method}\n${formatPValue(pValue)}`;
}

function verdict(
  { ok, alpha }: CheckReport,
  measured: readonly MeasuredRule[],
  unmeasured: readonly UnmeasuredRule[],
): string {
  if (measured.length === 0) return "Nothing was measured.";
  const rest = unmeasured.length === 0 ? "" : ` (${rules(unmeasured.length)} not measured)`;
  if (ok) return `OK: ${rules(measured.length)} split as configured, at alpha ${alpha}${rest}.`;
  const off = measured.filter(({ status }) => status === "off").length;
  return `NOT as configured: ${off} of ${rules(measured.length)}, at alpha ${alpha}${rest}.`;
}

function rules(count: number): string {
  return count === 1 ? "1 rule" : `${count} rules`;
}

function title({ service, rule }: RuleReport): string {
  return `${service}, rule ${rule}`;
}
