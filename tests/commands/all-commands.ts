import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Command } from "commander";
import { loadCommand as bench } from "../../commands/bench/cli";
import { loadCommand as completion } from "../../commands/completion/cli";
import { loadCommand as policy } from "../../commands/policy/cli";
import { loadCommand as security } from "../../commands/security/cli";
import { loadCommand as traffic } from "../../commands/traffic/cli";
import { loadCommand as versions } from "../../commands/versions/cli";
import { type LoadCommand } from "../../commands/terminal/command";
import { loadCommand as sandbox } from "../../sandbox/cli";

/** What npm's scripts name. */
const FILES: Readonly<Record<string, LoadCommand>> = {
  "commands/bench/cli.ts": bench,
  "commands/completion/cli.ts": completion,
  "commands/policy/cli.ts": policy,
  "commands/security/cli.ts": security,
  "commands/traffic/cli.ts": traffic,
  "commands/versions/cli.ts": versions,
  "sandbox/cli.ts": sandbox,
};

/** One of npm's scripts that runs a command of this project. */
export interface CommandScript {
  readonly script: string;
  readonly file: string;
  /** Undefined where it is a program of others, which takes arguments of its own. */
  readonly command: Command | undefined;
}

/** All of npm's scripts that run commands of this project, each with the command as it is defined. */
export async function commandScripts(): Promise<readonly CommandScript[]> {
  const { scripts } = JSON.parse(readFileSync(join(__dirname, "../../package.json"), "utf8")) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const called = Object.entries(scripts).flatMap(([script, line]) => {
    const [, file, word] = /^node bootstrap\.mjs (\S+\.ts)(?: (\S+))?$/.exec(line) ?? [];
    return file === undefined ? [] : [{ script, file, words: word === undefined ? [] : [word] }];
  });
  return Promise.all(
    called.map(async ({ script, file, words }) => {
      const load = FILES[file];
      if (!load) throw new Error(`npm run ${script} runs ${file}, which tests/commands/all-commands.ts does not know`);
      return { script, file, command: await load(words) };
    }),
  );
}

/** A command and those below it, without commander's own `help`. */
export function withSubcommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/** How a command is typed: `npm run traffic -- check`. */
export function typed(command: Command): string {
  return command.parent ? `${typed(command.parent)} ${command.name()}` : command.name();
}
