import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { sandbox } from "./paths";
import { readProc } from "./proc";

const lock = z.object({ pid: z.number().int() });

/** The processes that hold the stack's lock and live. An interrupted one leaves its lock behind. */
export function lockHolders(): { alive: number[]; dead: number[] } {
  const folder = join(sandbox.pulumiBackend, ".pulumi", "locks", "organization", "bookinfo-mesh", sandbox.stack);
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
  const pids = files.flatMap((name) => holderIn(join(folder, name)));
  // Of a process that has ended and was not waited for the command line is empty; another one may have its number by
  // now.
  const isPulumi = (pid: number): boolean => pid > 0 && (readProc(pid, "cmdline") ?? "").includes("pulumi");
  return { alive: pids.filter(isPulumi), dead: pids.filter((pid) => !isPulumi(pid)) };
}

/** The process that a lock names; none where the lock was given back since it was listed. */
function holderIn(file: string): number[] {
  try {
    return [lock.safeParse(JSON.parse(readFileSync(file, "utf8"))).data?.pid ?? 0];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** Pulumi's commands that take the stack's lock in a file backend, by their first words. */
const LOCKING: readonly (readonly string[])[] = [
  ["up"],
  ["update"],
  ["destroy"],
  ["down"],
  ["dn"],
  ["refresh"],
  ["import"],
  ["watch"],
  ["state"],
  ["stack", "rm"],
  ["stack", "rename"],
  ["stack", "import"],
  ["stack", "change-secrets-provider"],
];

/**
 * Whether Pulumi may take the stack's lock for a command with these arguments: options and their values may stand
 * before it.
 */
export function takesLock(args: readonly string[]): boolean {
  const words = args.filter((argument) => !argument.startsWith("-"));
  return words.some((_, start) =>
    LOCKING.some((command) => command.every((word, index) => words[start + index] === word)),
  );
}
