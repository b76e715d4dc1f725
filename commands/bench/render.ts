import Table from "cli-table3";
import { tableText } from "../terminal/table";
import { type SizeReport } from "./size";
import { type Ratio, type Summary } from "./summary";
import { VARIANTS, type WeightReport } from "./weight-report";

const plain = { head: [], border: [] };

/** A benchmark of weight changes as a table for people, with a line per target. */
export function renderWeights({ machine, rounds, change, series, ratios, targets }: WeightReport): string {
  const table = new Table({
    head: [
      "a weight change by",
      "median",
      "quartiles",
      "min to max",
      "pulumi up or kubectl alone",
      "program : this (95 %)",
    ],
    colAligns: ["left", "right", "right", "right", "right", "right"],
    colWidths: [46],
    wordWrap: true,
    style: plain,
  });
  for (const variant of VARIANTS) {
    const { what, total, apply } = series[variant];
    table.push([
      what,
      seconds(total.median),
      range(total.lowerQuartile, total.upperQuartile),
      range(total.min, total.max),
      seconds(apply.median),
      variant === "program" ? "" : ratioText(ratios[variant]),
    ]);
  }
  return [
    `${change.key}: ${change.from} <-> ${change.to}, ${rounds} ${rounds === 1 ? "round" : "rounds"}`,
    `${machine.cores} x ${machine.processor}, ${machine.memoryGiB} GiB, ${machine.system}, Pulumi ${machine.pulumi}, Node ${machine.node}, load ${machine.loadAverage.toFixed(1)}`,
    tableText(table),
    ...targets.map(({ name, value, met }) => `${met ? "met" : "MISSED"}: ${name} (${value.toFixed(2)})`),
  ].join("\n");
}

/** The size of the sandbox as a table for people, each figure with its limit. */
export function renderSize({ processes, memory, disk, idle }: SizeReport): string {
  const table = new Table({
    head: ["", "measured", "limit", ""],
    colAligns: ["left", "right", "right", "left"],
    style: plain,
  });
  table.push(
    [
      `memory of ${processes} processes`,
      gib(memory.proportional),
      gib(memory.limit),
      kept(memory.proportional <= memory.limit),
    ],
    ["toolchain, images and state on disk", gib(disk.total), gib(disk.limit), kept(disk.total <= disk.limit)],
    [`processor, idle for ${idle.seconds} s`, cores(idle.cores), cores(idle.limit), kept(idle.cores < idle.limit)],
  );
  const largest = (entries: readonly (readonly [string, number])[]) =>
    entries
      .toSorted(([, a], [, b]) => b - a)
      .slice(0, 8)
      .map(([name, bytes]) => `${name} ${gib(bytes)}`)
      .join(", ");
  return [
    tableText(table),
    `Most memory: ${largest(Object.entries(memory.byProgram).map(([name, { proportional }]) => [name, proportional]))}`,
    `Most disk: ${largest(Object.entries(disk.byFolder))}`,
  ].join("\n");
}

function kept(withinLimit: boolean): string {
  return withinLimit ? "kept" : "EXCEEDED";
}

function ratioText({ ofMedians, interval: [lower, upper] }: Ratio): string {
  return `${ofMedians.toFixed(2)} (${lower.toFixed(2)} to ${upper.toFixed(2)})`;
}

function seconds(value: Summary["median"]): string {
  return `${value.toFixed(2)} s`;
}

function range(from: number, to: number): string {
  return `${from.toFixed(2)} to ${seconds(to)}`;
}

function gib(bytes: number): string {
  return `${(bytes / 2 ** 30).toFixed(2)} GiB`;
}

function cores(value: number): string {
  return `${value.toFixed(2)} cores`;
}
