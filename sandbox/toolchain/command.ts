import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { cacheDir } from "../../commands/stack/sandbox/paths";

/** A program to run for its effect, and what to tell when it fails. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  /** What it does, to follow "failed: ", e.g. `building the Go programs`. */
  readonly purpose: string;
  /** What a person can do about a failure. */
  readonly remedy: string;
  /** The file that everything it prints is added to. Commands that follow one another may share it. */
  readonly log: string;
  readonly cwd?: string;
  /** Added to the environment of this process; `undefined` takes a variable out. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Sees every line of its output and errors. */
  readonly onLine?: (line: string) => void;
}

/** How much of a log an error repeats. */
const TAIL_LINES = 12;

/** Where the logs of what is built and fetched are. */
export const buildLogs = join(cacheDir, "logs");

/** An empty log in the cache, for commands that make what `name` names. */
export function newLog(name: string): string {
  const log = join(buildLogs, `${name}.log`);
  mkdirSync(dirname(log), { recursive: true });
  writeFileSync(log, "");
  return log;
}

/**
 * Runs a command with all that it prints going to its log.
 *
 * @returns its standard output
 * @throws Error with the purpose, the exit code, the end of the output, the log's path and the remedy
 */
export async function run(command: Command): Promise<string> {
  const { log } = command;
  appendFileSync(log, `$ ${[command.program, ...command.args].join(" ")}\n`);

  const child = execa(command.program, command.args, {
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
    env: { LC_ALL: "C.UTF-8", ...command.env },
    stdin: "ignore",
    all: true,
    reject: false,
    stdout: ["pipe", { file: log, append: true }],
    stderr: ["pipe", { file: log, append: true }],
  });
  if (command.onLine !== undefined) for await (const line of child.iterable({ from: "all" })) command.onLine(line);
  const result = await child;
  if (!result.failed) return result.stdout;

  const tail = result.all.trimEnd().split("\n").slice(-TAIL_LINES);
  throw new Error(
    [
      `failed: ${command.purpose} (${reasonOf(command.program, result)})`,
      ...tail.filter((line) => line !== "").map((line) => `  ${line}`),
      `  the whole output:  ${log}`,
      `  to fix:  ${command.remedy}`,
    ].join("\n"),
  );
}

function reasonOf(program: string, result: { code?: string; exitCode?: number; signal?: string }): string {
  if (result.code === "ENOENT") return `${program} is not installed`;
  if (result.signal !== undefined) return `${program} was ended by ${result.signal}`;
  return result.exitCode === undefined ? `${program} could not be started` : `${program} ended with ${result.exitCode}`;
}
