import Table from "cli-table3";
import { tableText } from "../../terminal/table";
import { type TriedRelease } from "./bad-releases";
import { type DisturbedShift } from "./disturbances";
import { type GoodShift } from "./good-shifts";
import { type KilledShift } from "./killed-shifts";
import { type ShiftBenchmark } from "./shift-benchmark";

/** What a table says. */
export interface Cells {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What came of shifts, as people read it: a table for each part that was run. */
export function renderShifts({ good, bad, kills, faults, ok }: ShiftBenchmark): string {
  return [
    ...(good.length > 0 ? [table(goodCells(good))] : []),
    ...(bad.length > 0 ? [table(badCells(bad))] : []),
    ...(kills.length > 0 ? [table(killCells(kills))] : []),
    ...(faults.length > 0 ? [faults.map(disturbance).join("\n")] : []),
    ...wrongs({ good, bad, kills, faults }),
    ok ? "All is as it should be." : "NOT as it should be.",
  ].join("\n\n");
}

/** The table of shifts to a version that does as well, as docs/benchmarks.md has it, too. */
export function goodCells(shifts: readonly GoodShift[]): Cells {
  const head = ["shift", "took", "each step held for", "last proxy after, at most", "requests", "failed"];
  const rows = shifts.map(({ from, to, seconds, steps, requests, failed, exitCode }) => [
    `${from} to ${to}${exitCode === 0 ? "" : ` (exit code ${exitCode})`}`,
    `${seconds.toFixed(0)} s`,
    `${steps.map(({ held }) => held.toFixed(0)).join(", ")} s`,
    `${Math.max(0, ...steps.map(({ lastProxy = 0 }) => lastProxy)).toFixed(2)} s`,
    requests.toLocaleString("en-US"),
    String(failed),
  ]);
  return { head, rows };
}

/** The table of bad releases, as docs/benchmarks.md has it, too. */
export function badCells(releases: readonly TriedRelease[]): Cells {
  const head = [
    ...["the new version", "found after", "at", "hurt by then: requests", "users"],
    ...["the way back", "hurt on it: requests", "more users", "exit code"],
  ];
  const rows = releases.map(({ name, exitCode, share, damage }) => {
    const { untilVerdict, byVerdict, wayBack } = damage;
    const isFound = exitCode === 1;
    return [
      name,
      isFound && untilVerdict !== undefined ? `${untilVerdict.toFixed(1)} s` : "not",
      `${share} %`,
      String(byVerdict.requests),
      String(byVerdict.users),
      `${wayBack.seconds.toFixed(1)} s`,
      String(wayBack.requests),
      String(wayBack.users),
      String(exitCode),
    ];
  });
  return { head, rows };
}

function killCells(kills: readonly KilledShift[]): Cells {
  const head = ["killed", "after", "its last event", "next command", "which took", "exit code", ""];
  const rows = kills.map(({ victims, after, last, next, holder, wrong }) => [
    victims,
    `${after.toFixed(1)} s`,
    last ?? "-",
    next?.command ?? "none",
    next ? `${next.seconds.toFixed(1)} s` : "-",
    next ? String(next.exitCode) : "-",
    wrong.length === 0 ? `config, state and cluster: ${holder}` : "WRONG",
  ]);
  return { head, rows };
}

function disturbance({ name, exitCode, resumed, failed, told }: DisturbedShift): string {
  const end = resumed === undefined ? "" : `, then resume with ${resumed}`;
  return [
    `${name}: exit code ${exitCode}${end}; ${failed} requests failed`,
    ...told.map((line) => `    ${line.trim()}`),
  ].join("\n");
}

function wrongs({ good, bad, kills, faults }: Pick<ShiftBenchmark, "good" | "bad" | "kills" | "faults">): string[] {
  const named = [
    ...good.map(({ wrong }, index) => ({ name: `shift ${index + 1}`, wrong })),
    ...bad,
    ...kills.map(({ wrong }, index) => ({ name: `kill ${index + 1}`, wrong })),
    ...faults,
  ];
  return named.flatMap(({ name, wrong }) => wrong.map((what) => `${name}: ${what}`));
}

function table({ head, rows }: Cells): string {
  const output = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  output.push(...rows.map((row) => [...row]));
  return tableText(output);
}
