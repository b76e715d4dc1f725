import { readFileSync } from "node:fs";

/** The memory of processes, in bytes. */
export interface Memory {
  /** Physical pages, those that several processes share counted once for each of them. */
  readonly resident: number;
  /** The same with shared pages divided among those who share them: what the processes take up together. */
  readonly proportional: number;
}

/** Memory by program name, the largest first. */
export function memoryOf(pids: readonly number[]): ReadonlyMap<string, Memory> {
  const byName = new Map<string, Memory>();
  for (const pid of pids) {
    const name = readProc(pid, "comm")?.trim();
    const rollup = readProc(pid, "smaps_rollup");
    if (name === undefined || rollup === undefined) continue;
    const memory = parseSmapsRollup(rollup);
    const before = byName.get(name) ?? { resident: 0, proportional: 0 };
    byName.set(name, {
      resident: before.resident + memory.resident,
      proportional: before.proportional + memory.proportional,
    });
  }
  return new Map([...byName].sort(([, a], [, b]) => b.proportional - a.proportional));
}

/** Processor time that processes have used so far, in seconds, with that of their children who have ended, by pid. */
export function processorSeconds(pids: readonly number[]): ReadonlyMap<number, number> {
  return new Map(
    pids.flatMap((pid) => {
      const stat = readProc(pid, "stat");
      return stat === undefined ? [] : [[pid, parseStat(stat)] as const];
    }),
  );
}

/** Processor time used between two readings; a process that is new in the second one used all of its time in between. */
export function processorSecondsBetween(
  before: ReadonlyMap<number, number>,
  after: ReadonlyMap<number, number>,
): number {
  return [...after].reduce((sum, [pid, seconds]) => sum + Math.max(0, seconds - (before.get(pid) ?? 0)), 0);
}

/** Reads the text of `/proc/PID/smaps_rollup`, whose amounts are in kB. */
export function parseSmapsRollup(text: string): Memory {
  const amount = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? 0) * 1024;
  return { resident: amount("Rss"), proportional: amount("Pss") };
}

/**
 * Reads user, system, children's user and children's system time out of `/proc/PID/stat`: fields 14 to 17, in ticks of which Linux
 * shows 100 a second (proc(5), USER_HZ). The name before them may hold blanks and brackets.
 */
export function parseStat(text: string): number {
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / 100;
}

/** A file of a process; undefined when the process has ended. */
function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return undefined;
  }
}
