import Table from "cli-table3";
import { tableText } from "../../terminal/table";
import { percent } from "../../traffic/judge";
import { type CalibrationReport, type Row, type Spread } from "./calibrate";

/** How often the sequential test is wrong, as a table for each setting, with the verdict as the last line. */
export function renderCalibration({ rows, shifts, shift, settings, alpha, ok }: CalibrationReport): string {
  return [
    `${shifts} simulated shifts of each kind, in ${shift.steps.length} steps of at least ${shift.holdSeconds} s; before and after the stroke: the median, and what 95 % do not exceed`,
    ...Object.entries(settings).flatMap(([name, { requestsPerSecond, margins }]) => [
      `${name}: ${requestsPerSecond} requests a second; margins: ${margins.error * 100} points of errors, ${margins.latency * 100} % of latency`,
      table(rows.filter(({ setting }) => setting === name)),
    ]),
    ok ? `OK: at most ${alpha * 100} % are wrong.` : `MISSED: of some kinds more than ${alpha * 100} % are wrong.`,
  ].join("\n");
}

function table(rows: readonly Row[]): string {
  const output = new Table({
    head: [
      "traffic",
      "the new version",
      "worse",
      "passed",
      "until worse",
      "failed",
      "users",
      "until enough",
      "wrong",
      "",
    ],
    colAligns: ["left", "left", ...Array.from({ length: 7 }, () => "right" as const), "left"],
    style: { head: [], border: [] },
  });
  for (const row of rows) output.push(cells(row));
  return tableText(output);
}

function cells({ traffic, difference, shifts, worse, passed, atVerdict, enoughAfter, wrong, holds }: Row): string[] {
  return [
    traffic,
    difference,
    percent(worse / shifts),
    percent(passed / shifts),
    atVerdict ? `${spread(atVerdict.seconds)} s` : "-",
    atVerdict ? spread(atVerdict.failed) : "-",
    atVerdict ? spread(atVerdict.users) : "-",
    enoughAfter ? `${enoughAfter.map(({ p50 }) => p50.toFixed(0)).join(", ")} s` : "-",
    `${(wrong.share * 100).toFixed(2)} %`,
    holds ? "" : "MISSED",
  ];
}

function spread({ p50, p95 }: Spread): string {
  return `${p50.toFixed(0)} / ${p95.toFixed(0)}`;
}
