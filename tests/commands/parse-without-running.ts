import { type Command, CommanderError } from "commander";
import { UserError } from "../../commands/terminal/user-error";
import { type CommandScript, withSubcommands } from "./all-commands";

/** How a command takes its arguments: undefined where it would run, or what it says in place of running. */
async function refusalOf(command: Command, words: readonly string[]): Promise<string | undefined> {
  const said: string[] = [];
  for (const one of withSubcommands(command)) {
    one.exitOverride((error) => {
      throw error;
    });
    one.configureOutput({ writeOut: () => {}, writeErr: (text) => said.push(text) });
    if (one.commands.length === 0) one.hook("preAction", stop).action(() => {});
  }
  try {
    await command.parseAsync(words, { from: "user" });
  } catch (error) {
    // A hook of its own comes before the one below, and has found out where it runs, not how it is called.
    if (error instanceof Understood || error instanceof UserError) return undefined;
    if (!(error instanceof CommanderError)) throw error;
    return error.exitCode === 0 ? undefined : said.join("").trim() || error.message;
  }
  return undefined;
}

/** Comes first of all that a command does with its arguments: they are understood. */
class Understood extends Error {}

function stop(): never {
  throw new Understood();
}

/** Why a call of one of npm's scripts would not run, in its shell's words; undefined where it would. */
export async function commandRefusal(
  words: readonly string[],
  scripts: readonly CommandScript[],
): Promise<string | undefined> {
  const [npm, ...rest] = words.filter((word) => word !== "--silent");
  if (npm !== "npm") return `expected npm, got ${npm}`;
  const [script = "", ...args] = rest[0] === "run" ? rest.slice(1) : rest;
  if (NPM_OWN.includes(script)) return undefined;
  const called = scripts.find((one) => one.script === script);
  if (!called) return `npm has no script ${script} that runs a command`;
  const [separator, ...own] = args;
  // npm would take options for its own.
  if (separator !== undefined && separator !== "--") return `npm wants before its arguments: --`;
  return called.command && refusalOf(called.command, own);
}

/** What npm runs without a command of this project. */
const NPM_OWN = ["test", "ci"];
