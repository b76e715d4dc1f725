import { readdirSync } from "node:fs";
import { basename } from "node:path";
import { readProc } from "./proc";

/** The processes of a program in a pod, among those of this machine. */
export function processesIn(podUid: string, program: string): number[] {
  const pids = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? Number(name) : []));
  const uids = [podUid, podUid.replaceAll("-", "_")]; // as the two drivers for control groups write it
  const found = pids.filter((pid) => {
    const [command = ""] = (readProc(pid, "cmdline") ?? "").split("\0");
    const group = readProc(pid, "cgroup") ?? "";
    return basename(command) === program && uids.some((uid) => group.includes(uid));
  });
  if (found.length === 0) throw new Error(`no process ${program} in the pod ${podUid}`);
  return found;
}

/** Stops processes for as long as `during` takes. They go on in any case. */
export async function whileFrozen<T>(pids: readonly number[], during: () => Promise<T>): Promise<T> {
  try {
    for (const pid of pids) process.kill(pid, "SIGSTOP");
    return await during();
  } finally {
    for (const pid of pids) process.kill(pid, "SIGCONT");
  }
}
