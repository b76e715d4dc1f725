import Table from "cli-table3";
import { tableText } from "../terminal/table";
import { type ArrivalBenchmark, type Quantiles } from "./arrival";

/** The times of arrivals as people read them. */
export function renderArrivals({ changes, proxies, first, last, targets }: ArrivalBenchmark): string {
  const table = new Table({
    head: [`${changes} changes, ${proxies} proxies`, "p50", "p95", "max"],
    colAligns: ["left", "right", "right", "right"],
    style: { head: [], border: [], compact: true },
  });
  table.push(row("first proxy", first), row("last proxy", last));
  const verdicts = targets.map(
    ({ name, limit, value, met }) => `${met ? "OK" : "MISSED"}: ${name}: ${Math.round(value)} of ${limit} at most`,
  );
  return [tableText(table), ...verdicts].join("\n");
}

function row(name: string, { p50, p95, max }: Quantiles): string[] {
  return [name, ...[p50, p95, max].map((milliseconds) => `${(milliseconds / 1000).toFixed(3)} s`)];
}
