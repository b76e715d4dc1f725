import Table from "cli-table3";
import { tableText } from "../terminal/table";
import { type PolicyScaleReport } from "./policy-scale";

/** What the pack costs as a table for people, with a line per target. */
export function renderPolicyScale({ rounds, rows, targets }: PolicyScaleReport): string {
  const table = new Table({
    head: [
      ...["resources", "with the pack", "idle policies", "none", "for each resource"],
      ...["memory with", "idle policies", "none", "for each resource"],
    ],
    colAligns: Array.from({ length: 9 }, () => "right" as const),
    style: { head: [], border: [] },
  });
  for (const { resources, withPack, withIdlePack, withoutPack, perResource } of rows) {
    table.push([
      resources,
      milliseconds(withPack.milliseconds, 0),
      milliseconds(withIdlePack.milliseconds, 0),
      milliseconds(withoutPack.milliseconds, 0),
      milliseconds(perResource.milliseconds, 2),
      mebibytes(withPack.kibibytes),
      mebibytes(withIdlePack.kibibytes),
      mebibytes(withoutPack.kibibytes),
      `${perResource.kibibytes.toFixed(0)} KiB`,
    ]);
  }
  return [
    `Processor time and the most memory of a process that judges a stack, ${rounds} ${rounds === 1 ? "round" : "rounds"}`,
    tableText(table),
    ...targets.map(
      ({ name, limit, value, met }) => `${met ? "met" : "MISSED"}: ${name} (${value.toFixed(2)}, under ${limit})`,
    ),
  ].join("\n");
}

function milliseconds(value: number, digits: number): string {
  return `${value.toFixed(digits)} ms`;
}

function mebibytes(kibibytes: number): string {
  return `${(kibibytes / 1024).toFixed(0)} MiB`;
}
