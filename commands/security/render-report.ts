import Table from "cli-table3";
import { tableText } from "../terminal/table";
import { type CertificateReport, type PairReport, type SecurityReport } from "./report";

/** A report as tables for people, with the verdict as its last line. */
export function renderReport(report: SecurityReport): string {
  const outside = report.pairs.filter(({ column }) => isAddress(column));
  const inside = report.pairs.filter(({ column }) => !isAddress(column));
  return [
    `${report.stack}, mtls: ${report.mtls}: ${count(report.pairs.length, "pair")} of caller and target, each tried ${times(report.attempts)}, in ${report.durationSeconds.toFixed(1)} s`,
    reachTable(
      "caller",
      inside,
      ({ caller }) => caller,
      ({ column }) => column,
    ),
    ...(outside.length > 0
      ? [
          reachTable(
            "outside host",
            outside,
            ({ column }) => column,
            ({ caller }) => caller,
          ),
        ]
      : []),
    certificateTable(report.certificates, new Date(report.startedAt)),
    ...report.missing.map(
      ({ namespace, name, key }) => `Missing: the Secret ${namespace}/${name}, which ${key} names.`,
    ),
    ...report.untried.map((what) => `Not tried: ${what}.`),
    ...differences(report),
    verdict(report),
  ].join("\n");
}

function isAddress(column: string): boolean {
  return column.includes("://");
}

function reachTable(
  corner: string,
  pairs: readonly PairReport[],
  rowOf: (pair: PairReport) => string,
  columnOf: (pair: PairReport) => string,
): string {
  const columns = [...new Set(pairs.map(columnOf))];
  const table = new Table({ head: [corner, ...columns], style: { head: [], border: [] }, wordWrap: true });
  for (const row of new Set(pairs.map(rowOf))) {
    const cells = columns.map((column) => {
      const pair = pairs.find((one) => rowOf(one) === row && columnOf(one) === column);
      return pair ? cell(pair) : "";
    });
    table.push([row, ...cells]);
  }
  return tableText(table);
}

/**
 * `answered`, or `broken off 3 of 3` for what was refused; a difference is marked and has what was expected below it.
 */
function cell({ observed, expected, ok }: PairReport): string {
  const total = Object.values(observed).reduce((sum, one) => sum + one, 0);
  const seen = Object.entries(observed).map(([outcome, hits]) =>
    outcome === "answered" && hits === total ? outcome : `${outcome}\n${hits} of ${total}`,
  );
  return ok ? seen.join("\n") : `DIFFERS: ${seen.join("\n")}\nexpected: ${expected.join(" or ")}`;
}

function certificateTable(certificates: readonly CertificateReport[], now: Date): string {
  const table = new Table({
    head: ["certificate of", "identity", "seen", "expires in"],
    style: { head: [], border: [] },
  });
  for (const { of, identity, seen, expires, expected, ok } of certificates) {
    const found = identity ?? "none";
    table.push([
      of,
      ok ? found : `DIFFERS: ${found}\nexpected: ${expected}`,
      seen,
      expires ? remaining(expires, now) : "",
    ]);
  }
  return tableText(table);
}

function remaining(expires: string, now: Date): string {
  const minutes = Math.round((Date.parse(expires) - now.getTime()) / 60_000);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}

function differences({ pairs, certificates }: SecurityReport): string[] {
  return [
    ...pairs
      .filter(({ ok }) => !ok)
      .map(
        ({ caller, target, expected, why, observed }) =>
          `${caller} -> ${target}: expected ${expected.join(" or ")} (${why}), observed ${Object.keys(observed).join(", ") || "nothing"}`,
      ),
    ...certificates
      .filter(({ ok }) => !ok)
      .map(
        ({ of, expected, identity }) => `certificate of ${of}: expected ${expected}, observed ${identity ?? "none"}`,
      ),
  ];
}

function verdict({ ok, pairs, certificates, missing }: SecurityReport): string {
  const all = `${count(pairs.length, "pair")} and ${count(certificates.length, "certificate")}`;
  if (ok) return `OK: ${all} as configured.`;
  const wrong = [...pairs, ...certificates].filter((one) => !one.ok).length;
  const absent = missing.length > 0 ? `, and ${count(missing.length, "Secret")} missing` : "";
  return `NOT as configured: ${wrong} of ${all}${absent}.`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

function times(number: number): string {
  return number === 1 ? "once" : `${number} times`;
}
