import { Command } from "commander";
import { EXIT } from "./exit-codes";
import { ProgressLine } from "./progress-line";
import { UserError } from "./user-error";

export { EXIT };

/** How far the command of this process is. */
export const progress = new ProgressLine(process.stderr);

/** Those of npm's scripts that need no `run`. */
const NEED_NO_RUN = ["start", "stop"];

/**
 * One of npm's scripts, to be given its options and subcommands. Those that it does not know end it as {@link
 * EXIT.unusable}.
 */
export function npmCommand(script: string): Command {
  return new Command(`npm ${NEED_NO_RUN.includes(script) ? script : `run ${script}`} --`).exitOverride(({ exitCode }) =>
    process.exit(exitCode === 0 ? EXIT.ok : EXIT.unusable),
  );
}

/**
 * What each file that an npm script names exports, for those who look at its commands and run none: the command that
 * these words call, with all of its subcommands. Where the first word names one of them, the others may be left out.
 * Undefined where the words call a program that is not of this project.
 */
export type LoadCommand = (words: readonly string[]) => Promise<Command | undefined>;

/** How long what is under way may take to end once a command has failed, in milliseconds. */
const END_MS = 2_000;

/** Runs a command with the arguments of this process, and tells what went wrong where it could not do its work. */
export async function runCommand(command: Command): Promise<void> {
  try {
    await command.parseAsync();
  } catch (error) {
    progress.clear();
    // What nobody foresaw comes with its stack trace.
    console.error(error instanceof UserError ? error.message : error);
    process.exitCode = EXIT.unusable;
    // A connection or a program that was given up must not keep the command from its end.
    setTimeout(() => process.exit(), END_MS).unref();
  }
}
