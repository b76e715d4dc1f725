import { setTimeout as sleep } from "node:timers/promises";
import { readProc, rollupAmount, statTicks, TICKS_PER_SECOND } from "../../commands/stack/sandbox/proc";

/** What a process uses. */
export interface Usage {
  /** Its memory in bytes, with what it shares with others divided among them. */
  readonly memory: number;
  /** Its share of one processor core; 1 is a whole one. */
  readonly cpu: number;
}

/** Watches processes for `milliseconds` and says what each used. Those that end meanwhile are left out. */
export async function measureUsage(pids: readonly number[], milliseconds: number): Promise<Map<number, Usage>> {
  const before = new Map(pids.map((pid) => [pid, cpuTicks(pid)]));
  const start = performance.now();
  await sleep(milliseconds);
  const seconds = (performance.now() - start) / 1000;
  const usage = new Map<number, Usage>();
  for (const [pid, earlier] of before) {
    const [later, memory] = [cpuTicks(pid), proportionalMemory(pid)];
    if (earlier === undefined || later === undefined || memory === undefined) continue;
    usage.set(pid, { memory, cpu: (later - earlier) / TICKS_PER_SECOND / seconds });
  }
  return usage;
}

function cpuTicks(pid: number): number | undefined {
  const stat = readProc(pid, "stat");
  return stat === undefined ? undefined : cpuTicksOf(stat);
}

/** Time in user and kernel mode, the 14th and 15th field of `/proc/PID/stat` (proc(5)). */
export function cpuTicksOf(stat: string): number {
  return statTicks(stat, [14, 15]);
}

function proportionalMemory(pid: number): number | undefined {
  const rollup = readProc(pid, "smaps_rollup");
  return rollup === undefined ? undefined : rollupAmount(rollup, "Pss");
}

/** What several processes use together. */
export function total(usages: readonly Usage[]): Usage {
  return {
    memory: usages.reduce((sum, { memory }) => sum + memory, 0),
    cpu: usages.reduce((sum, { cpu }) => sum + cpu, 0),
  };
}
