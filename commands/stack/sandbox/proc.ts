import { readFileSync } from "node:fs";

/**
 * Ticks per second of the times in /proc: a constant of the kernel's interface on every architecture that Node runs on.
 */
export const TICKS_PER_SECOND = 100;

/** A file in `/proc/PID`; undefined when the process has ended. */
export function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return undefined;
  }
}

/** A field of `/proc/PID/stat` by its number in proc(5), from the third on. */
export function statField(stat: string, number: number): string | undefined {
  // The second field is the program's name in parentheses and may itself hold spaces and parentheses.
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[number - 3];
}

/** The sum of several such fields that are times, in ticks. */
export function statTicks(stat: string, numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + Number(statField(stat, number)), 0);
}

/** An amount in the text of `/proc/PID/smaps_rollup`, e.g. `Pss`, in bytes. */
export function rollupAmount(rollup: string, name: string): number {
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(rollup)?.[1] ?? 0) * 1024;
}
