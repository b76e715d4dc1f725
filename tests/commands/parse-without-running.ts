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

/** Why a line that calls one of npm's scripts of this project would not run; undefined where it would. */
export async function commandRefusal(line: string, scripts: readonly CommandScript[]): Promise<string | undefined> {
  const [, script, rest = ""] = /^npm (?:run )?(?:--silent )?([\w:]+)(?: -- (.*))?$/.exec(line) ?? [];
  const called = scripts.find((one) => one.script === script);
  if (!called) return "npm has no such script that runs a command";
  return called.command && refusalOf(called.command, splitWords(rest));
}

/** Words as a shell would split them, of text that has no more than quotes in it. */
function splitWords(text: string): string[] {
  const words = text.match(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g) ?? [];
  return words.map((word) => word.replaceAll(/'([^']*)'|"([^"]*)"/g, "$1$2"));
}
