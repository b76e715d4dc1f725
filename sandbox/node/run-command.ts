import { execa } from "execa";

/** A command that did not do what it was run for. The message holds the command and what it said. */
class CommandFailed extends Error {}

export interface RunOptions {
  /** What the command reads; nothing by default. */
  readonly input?: string | undefined;
  /** Added to this process's environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a command to its end and gives back what it printed. Throws `CommandFailed` when it can't or exits non-zero. */
export async function run(
  command: string,
  args: readonly string[],
  { input = "", env = {} }: RunOptions = {},
): Promise<string> {
  const { stdout, stderr, failed, exitCode, shortMessage } = await execa(command, [...args], {
    input,
    env,
    reject: false,
  });
  if (!failed) return stdout;
  const said = [stderr, stdout].map((text) => text.trim()).find((text) => text !== "");
  throw new CommandFailed(
    exitCode === undefined
      ? shortMessage
      : `${[command, ...args].join(" ")}: exit code ${exitCode}${said === undefined ? "" : `\n${said}`}`,
  );
}
