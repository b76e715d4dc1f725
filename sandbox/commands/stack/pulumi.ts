import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { repoDir, sandbox } from "../../../commands/stack/sandbox/paths";
import { pulumiEnvironment } from "../../../commands/stack/sandbox/pulumi-environment";

/** A Pulumi command that failed; its message is what Pulumi had to say about it. */
class PulumiFailed extends Error {}

const pulumiLog = join(sandbox.logs, "pulumi.log");

const options = ["--non-interactive", "--color", "never"];

export interface PulumiRun {
  /** Sees every line of the output while it comes. */
  readonly onLine: (line: string) => void;
  /** After how many milliseconds Pulumi is asked to stop; 20 seconds later it is made to. */
  readonly timeout?: number;
}

/** Runs a command that changes the sandbox's stack. All that it prints is logged. */
export async function pulumi(args: readonly string[], { onLine, timeout }: PulumiRun): Promise<void> {
  mkdirSync(sandbox.logs, { recursive: true, mode: 0o700 });
  appendFileSync(pulumiLog, `\n$ pulumi ${args.join(" ")}\n`, { mode: 0o600 });
  const child = execa("pulumi", [...args, ...options], {
    ...environment(),
    all: true,
    stdout: ["pipe", { file: pulumiLog, append: true }],
    stderr: ["pipe", { file: pulumiLog, append: true }],
    ...(timeout !== undefined && { timeout, killSignal: "SIGINT", forceKillAfterDelay: 20_000 }),
  });
  for await (const line of child.iterable({ from: "all" })) onLine(line);
  const { failed, timedOut, all, shortMessage } = await child;
  if (!failed) return;
  if (timedOut) throw new PulumiFailed(`pulumi ${args[0]} did not end within ${(timeout ?? 0) / 1000} seconds`);
  throw new PulumiFailed(`${diagnosticsOf(all) || shortMessage}\nIts whole output: ${pulumiLog}`);
}

/** Asks Pulumi about the sandbox's stack, or has it do something small to it; gives back what it prints. */
export async function pulumiSays(args: readonly string[]): Promise<string> {
  const { failed, stdout, stderr, shortMessage } = await execa("pulumi", [...args, ...options], environment());
  if (failed) throw new PulumiFailed(`pulumi ${args.join(" ")}: ${stderr.trim() || shortMessage}`);
  return stdout;
}

function environment() {
  return { cwd: repoDir, env: pulumiEnvironment(), extendEnv: false, stdin: "ignore", reject: false } as const;
}

/** What went wrong, from the whole output of a Pulumi command: its diagnostics, else its last lines. */
export function diagnosticsOf(output: string): string {
  const lines = output.trimEnd().split("\n");
  const start = lines.findLastIndex((line) => line.trim() === "Diagnostics:");
  if (start < 0) return lines.slice(-12).join("\n").trim();
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /^(Outputs|Resources|Duration|Policies|Policy Violations):/.test(line));
  return (end < 0 ? rest : rest.slice(0, end)).join("\n").trimEnd();
}
