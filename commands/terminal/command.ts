import { Command } from "commander";
import { ProgressLine } from "./progress-line";
import { UserError } from "./user-error";

/** How a command ends: all is as it should be; something is not; it could not do its work; it has stopped halfway, to be resumed. */
export const EXIT = { ok: 0, differs: 1, unusable: 2, paused: 3 } as const;

/** How far the command of this process is. */
export const progress = new ProgressLine(process.stderr);

/**
 * One of npm's scripts, to be given its options and subcommands. Those that it does not know end it as {@link
 * EXIT.unusable}.
 */
export function npmCommand(script: string): Command {
  return new Command(`npm run ${script} --`).exitOverride(({ exitCode }) =>
    process.exit(exitCode === 0 ? EXIT.ok : EXIT.unusable),
  );
}

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
