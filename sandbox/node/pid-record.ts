import { readFileSync } from "node:fs";
import { z } from "zod";
import { readProc, statField } from "../../commands/stack/sandbox/proc";
import { writeWhole } from "../../commands/stack/sandbox/write-whole";

const pidRecord = z.object({
  pid: z.number().int().positive(),
  /** Clock ticks between the start of the machine and the start of the process. */
  startTicks: z.number().int().nonnegative(),
  /** Which start of the machine these ticks count from. */
  bootId: z.string(),
  /** A digest of what was started: another program or other arguments give another one. */
  digest: z.string(),
  /** ISO 8601. */
  since: z.string(),
});

/**
 * Says which process was started, so exactly that one can be found again. A bare pid would not do: after a reboot or a
 * long time it may name a process of somebody else.
 */
export type PidRecord = z.infer<typeof pidRecord>;

/** What the kernel says about a process: enough to tell it from a later one with the same pid. */
export type ProcessIdentity = Pick<PidRecord, "startTicks" | "bootId">;

/** Whether `now`, what the kernel says about the recorded pid (undefined: no such process), is the recorded process. */
export function isRecorded(record: PidRecord, now: ProcessIdentity | undefined): boolean {
  return now !== undefined && now.startTicks === record.startTicks && now.bootId === record.bootId;
}

/** The 22nd field of `/proc/PID/stat` (proc(5)); undefined for a zombie, which no longer runs anything. */
export function startTicksOf(stat: string): number | undefined {
  if (["Z", "X"].includes(statField(stat, 3) ?? "")) return undefined;
  const ticks = Number(statField(stat, 22));
  return Number.isInteger(ticks) ? ticks : undefined;
}

/** Asks the kernel; undefined when there is no such process. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const stat = readProc(pid, "stat");
  const startTicks = stat === undefined ? undefined : startTicksOf(stat);
  return startTicks === undefined ? undefined : { startTicks, bootId: bootId() };
}

function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}

/** Reads a pid file; undefined when there is none, or when what is there was cut off by a crash. */
export function readPidRecord(file: string): PidRecord | undefined {
  try {
    return pidRecord.safeParse(JSON.parse(readFileSync(file, "utf8"))).data;
  } catch {
    return undefined;
  }
}

/** Records the process `pid`, which must have been started just now. Throws when it is already gone. */
export function writePidRecord(file: string, pid: number, digest: string): PidRecord {
  const identity = identityOf(pid);
  if (identity === undefined) throw new Error(`process ${pid} ended as soon as it was started`);
  const record: PidRecord = { pid, ...identity, digest, since: new Date().toISOString() };
  writeWhole(file, JSON.stringify(record));
  return record;
}

/** The record of `file` if its process still runs. */
export function runningRecord(file: string): PidRecord | undefined {
  const record = readPidRecord(file);
  return record !== undefined && isRecorded(record, identityOf(record.pid)) ? record : undefined;
}
