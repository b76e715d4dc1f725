import Table from "cli-table3";
import { tableText } from "../terminal/table";
import { type Command } from "commander";
import { splitChangeText } from "../../mesh/traffic/named-route";
import { defaultStack } from "../stack/outputs";
import { EXIT } from "../terminal/command";
import { helpEnd } from "../terminal/help-end";
import { pulumiCommandOf } from "../stack/pulumi-of";
import { history, type Update } from "../stack/update";
import { wholeNumber } from "../terminal/arguments";
import { hidesTraffic, type HistoryMove, historyMoves } from "./moves/history-moves";
import { whoMade } from "./moves/who";

interface LogFlags {
  readonly stack?: string;
  readonly number: number;
  readonly all?: true;
  readonly json?: true;
}

/** Adds `traffic log`. */
export function addLogCommand(program: Command): void {
  program
    .command("log")
    .description("Lists who moved what when, from the stack's history, the last move first.")
    .option("--stack <name>", "the stack to read (default: the sandbox's, where one runs)")
    .option("-n, --number <n>", "how many at most", wholeNumber(1, 100_000), 20)
    .option("--all", "list updates that moved no traffic, too")
    .option("--json", "print them as JSON")
    .addHelpText(
      "after",
      helpEnd({
        examples: ["npm run traffic -- log", "npm run traffic -- log --number 5 --json"],
        exitCodes: {
          [EXIT.ok]: "the moves are listed, if there are any",
          [EXIT.unusable]: "the history could not be read",
        },
      }),
    )
    .action(log);
}

async function log({ stack = defaultStack(), number, all, json }: LogFlags): Promise<void> {
  const updates = await history(stack);
  const moves = historyMoves(updates)
    .filter(({ splits }) => all || splits.length > 0)
    .toReversed()
    .slice(0, number)
    .map(entryOf);
  if (json) {
    console.log(JSON.stringify({ formatVersion: 1, stack, moves }, undefined, 2));
  } else if (moves.length > 0) console.log(render(moves));
  else console.log(whyEmpty(stack, updates));
}

function whyEmpty(stack: string, updates: readonly Update[]): string {
  if (updates.length === 0) {
    return `The stack ${stack} was never up, and has no history. Bring it up with:  ${pulumiCommandOf(stack)} up --stack ${stack}`;
  }
  return hidesTraffic(updates)
    ? `The history of the stack ${stack} does not tell its splits: something in the config's traffic is encrypted.`
    : `No update in the history of the stack ${stack} moved traffic.`;
}

type Entry = ReturnType<typeof entryOf>;

function entryOf({ update, splits }: HistoryMove) {
  const { number, startTime, message, environment, succeeded } = update;
  return {
    update: number,
    at: startTime.toISOString(),
    who: whoMade(message, environment),
    /** How Pulumi was run: `cli`, or `auto.local` by another program. */
    by: environment["exec.kind"] ?? "not known",
    succeeded,
    splits,
    message,
  };
}

function render(moves: readonly Entry[]): string {
  const table = new Table({
    head: ["update", "at (UTC)", "who", "what", "message"],
    colAligns: ["right", "left", "left", "left", "left"],
    style: { head: [], border: [], compact: true },
  });
  for (const { update, at, who, splits, message, succeeded } of moves) {
    const what = splits.map(({ service, rule, from, to }) => `${service}, ${rule}: ${splitChangeText(from, to)}`);
    table.push([
      String(update),
      at.slice(0, 19).replace("T", " "),
      who,
      [...what, ...(succeeded ? [] : ["failed"])].join("\n") || "no traffic",
      shortMessage(message),
    ]);
  }
  return tableText(table);
}

/** The first line of a message; of a move's own what it begins with, since the rest is in the other columns. */
function shortMessage(message: string): string {
  const [line = ""] = message.split("\n");
  const own = /^traffic (set|undo[^:]*|retire[^:]*):/.exec(line)?.[0].slice(0, -1);
  return own ?? (line.length > 60 ? `${line.slice(0, 59)}…` : line);
}
