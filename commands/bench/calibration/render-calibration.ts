import Table from "cli-table3";
import { percent } from "../../traffic/judge";
import { type CalibrationReport, type Row } from "./calibrate";

/** How often the sequential test is wrong, as a table for people, with the verdict as its last line. */
export function renderCalibration({ rows, shifts, shift, alpha, margins, ok }: CalibrationReport): string {
  const table = new Table({
    head: ["traffic", "the new version", "worse", "passed", "until worse", "wrong", "99 % interval", ""],
    colAligns: ["left", "left", "right", "right", "right", "right", "right", "left"],
    style: { head: [], border: [] },
  });
  for (const row of rows) table.push(cells(row));
  return [
    `${shifts} simulated shifts of each kind: ${shift.steps.length} steps of ${shift.holdSeconds} s at ${shift.requestsPerSecond} requests a second, a look a second;`,
    `margins: ${margins.error * 100} points of errors, ${margins.latency * 100} % of latency`,
    table.toString(),
    ok ? `OK: at most ${alpha * 100} % are wrong.` : `MISSED: of some kinds more than ${alpha * 100} % are wrong.`,
  ].join("\n");
}

function cells({ traffic, difference, shifts, worse, passed, secondsToWorse, wrong, holds }: Row): string[] {
  const [lower, upper] = wrong.interval;
  return [
    traffic,
    difference === "none" ? "no difference" : difference,
    percent(worse / shifts),
    percent(passed / shifts),
    secondsToWorse === undefined ? "-" : `${secondsToWorse.toFixed(0)} s`,
    `${(wrong.share * 100).toFixed(2)} %`,
    `${(lower * 100).toFixed(2)} to ${(upper * 100).toFixed(2)} %`,
    holds ? "" : "MISSED",
  ];
}
