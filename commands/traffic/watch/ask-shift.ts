import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type ShiftWish } from "./terminal/shift-keys";

/** How long a command may take before it is taken to carry the shift on itself, in milliseconds. */
const ANSWER_MS = 20_000;

/**
 * Asks something of a shift as the command of that name does: in a process of its own, which carries the shift on where
 * nobody else does, and goes on when this one ends.
 *
 * @returns what it said last, or where it writes what it says
 * @throws Error with what it said where it could not
 */
export async function askShift(stack: string, { what, service, rule }: ShiftWish): Promise<string> {
  const file = join(mkdtempSync(join(tmpdir(), "bookinfo-mesh-shift-")), "output");
  const output = openSync(file, "w");
  const command = [process.argv[1] ?? "", what, service, "--rule", rule, "--stack", stack];
  const child = spawn(process.execPath, [...process.execArgv, ...command], {
    detached: true,
    stdio: ["ignore", output, output],
  });
  child.unref();
  closeSync(output);
  const ended = new Promise<number | null>((resolve, reject) => child.once("exit", resolve).once("error", reject));
  const code = await Promise.race([ended, sleep(ANSWER_MS, "under way" as const, { ref: false })]);
  if (code === "under way") return `it is under way, and writes what it does into ${file}`;
  const [first = ""] = readFileSync(file, "utf8").trim().split("\n");
  if (code === 2 || code === null) throw new Error(first);
  return first;
}
