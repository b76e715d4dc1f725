import { readProc, rollupAmount, statTicks, TICKS_PER_SECOND } from "../stack/sandbox/proc";

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

/**
 * Processor time used between two readings; a process that is new in the second one used all of its time in between.
 */
export function processorSecondsBetween(
  before: ReadonlyMap<number, number>,
  after: ReadonlyMap<number, number>,
): number {
  return [...after].reduce((sum, [pid, seconds]) => sum + Math.max(0, seconds - (before.get(pid) ?? 0)), 0);
}

/** Reads the text of `/proc/PID/smaps_rollup`. */
export function parseSmapsRollup(text: string): Memory {
  return { resident: rollupAmount(text, "Rss"), proportional: rollupAmount(text, "Pss") };
}

/**
 * Reads user, system, children's user and children's system time, in seconds, out of `/proc/PID/stat`: fields 14 to 17
 * (proc(5)).
 */
export function parseStat(text: string): number {
  return statTicks(text, [14, 15, 16, 17]) / TICKS_PER_SECOND;
}
