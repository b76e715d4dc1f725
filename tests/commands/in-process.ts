import { type Command } from "commander";
import { EXIT } from "../../commands/terminal/exit-codes";
import { UserError } from "../../commands/terminal/user-error";

/** How a command ended, and what it printed by then. */
export interface Printed {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a command of this project in this process, which takes a tenth of the time that one of its own would need. What
 * a process alone can show, such as the end by a wrong option, is for tests that start one.
 *
 * @param env what it finds in the environment besides
 */
export async function runInProcess(
  command: Command,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Printed> {
  const before = { exitCode: process.exitCode, log: console.log, error: console.error };
  const lines = { stdout: [] as string[], stderr: [] as string[] };
  const putBackEnv = withEnv(env);
  process.exitCode = 0;
  console.log = (text: string) => lines.stdout.push(text);
  console.error = (text: string) => lines.stderr.push(text);
  try {
    await command.parseAsync(args, { from: "user" });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    lines.stderr.push(error.message);
    process.exitCode = EXIT.unusable;
  } finally {
    putBackEnv();
    Object.assign(console, { log: before.log, error: before.error });
  }
  const exitCode = Number(process.exitCode);
  process.exitCode = before.exitCode;
  return { exitCode, stdout: lines.stdout.join("\n"), stderr: lines.stderr.join("\n") };
}

/** Sets variables of this process' own environment, in place: a copy is not what Node itself reads. */
function withEnv(env: Readonly<Record<string, string>>): () => void {
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, env);
  return () => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
}
