import Table from "cli-table3";
import { tableText } from "../terminal/table";
import { type Kill, type KillReport } from "./kills";

/** The kills as people read them: a line each, and what was wrong in full. */
export function renderKills({ kills, pulumi }: KillReport): string {
  const table = new Table({
    head: ["killed in", "after", "while it said", "left running", "next command", ""],
    colAligns: ["left", "right", "left", "right", "right", "left"],
    style: { head: [], border: [], compact: true },
  });
  for (const kill of kills) table.push(row(kill));
  const completed = kills.filter(({ wrong }) => wrong.length === 0).length;
  const wrong = kills.flatMap((kill, index) => kill.wrong.map((what) => `kill ${index + 1} (${kill.phase}): ${what}`));
  return [
    tableText(table),
    ...wrong,
    `Pulumi ${pulumi}: ${completed} of ${kills.length} completed by the next command.`,
  ].join("\n");
}

function row({ phase, after, doing, leftRunning, next, wrong }: Kill): string[] {
  return [
    phase,
    `${after.toFixed(1)} s`,
    doing.slice(0, 70),
    String(leftRunning),
    `${next.seconds.toFixed(1)} s`,
    wrong.length === 0 ? "ok" : "WRONG",
  ];
}
