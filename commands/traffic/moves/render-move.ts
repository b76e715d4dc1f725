import Table from "cli-table3";
import { tableText } from "../../terminal/table";
import { type SplitChange } from "../../../mesh/traffic/named-route";
import { versionsOf } from "../../../mesh/traffic/split";

/** Splits before and after, a line for each version. */
export function renderSplits(splits: readonly SplitChange[]): string {
  const table = new Table({
    head: ["service", "rule", "version", "before", "after"],
    colAligns: ["left", "left", "left", "right", "right"],
    style: { head: [], border: [], compact: true },
  });
  for (const { service, rule, from, to } of splits) {
    for (const [index, version] of versionsOf(from, to).entries()) {
      const [before, after] = [from[version] ?? 0, to[version] ?? 0];
      const about = index === 0 ? [service, rule] : ["", ""];
      table.push([...about, version, String(before), before === after ? "" : String(after)]);
    }
  }
  return tableText(table);
}

/** Why a command that moves traffic did nothing. */
export function renderRefusal(others: readonly string[], fileName: string, command: string): string {
  return [
    "Refused: the update would change more than what this command moves:",
    ...others.map((one) => `  ${one}`),
    `${fileName} is as it was. To see all of it:  ${command} preview --diff`,
    "To make these changes too, add --with-other-changes to the command.",
  ].join("\n");
}
