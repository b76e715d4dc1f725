import { readdirSync, readlinkSync } from "node:fs";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sandbox } from "./paths";
import { readProc, statField } from "./proc";

/** What is known of a process that may belong to an update of the sandbox's stack. */
export interface UpdateProcess {
  readonly pid: number;
  readonly parent: number;
  /** The name of its program's file. */
  readonly program: string;
  readonly arguments: readonly string[];
}

/** Programs that the engine starts, by name; the language host starts Node with the program or a policy pack. */
const PLUGIN = /^pulumi-(resource|language|analyzer)-/;
const SDK_RUNNER = /\/@pulumi\/pulumi\/cmd\/run(-policy-pack)?$/;

function isPlugin({ program, arguments: args }: UpdateProcess): boolean {
  return PLUGIN.test(program) || args.some((argument) => SDK_RUNNER.test(argument));
}

/**
 * Of the processes of the sandbox's Pulumi, those that an engine started which is gone: one killed with -9 ends nothing
 * that it started, and the Kubernetes provider then runs on for ever.
 */
export function leftovers(processes: readonly UpdateProcess[]): number[] {
  const byPid = new Map(processes.map((process) => [process.pid, process]));
  const hasEngine = (process: UpdateProcess | undefined): boolean =>
    process !== undefined && (process.program === "pulumi" || hasEngine(byPid.get(process.parent)));
  return processes.filter((process) => isPlugin(process) && !hasEngine(process)).map(({ pid }) => pid);
}

/** Ends what updates of the sandbox's stack that died have left running; gives back how many processes that were. */
export async function endLeftoverProcesses(): Promise<number> {
  const ended = new Set<number>();
  const deadline = Date.now() + 10_000;
  for (;;) {
    const pids = leftoverProcesses();
    if (pids.length === 0) return ended.size;
    if (Date.now() > deadline) throw new Error(`processes ${pids.join(", ")} of an update that died do not end`);
    for (const pid of pids) {
      ended.add(pid);
      try {
        process.kill(pid, "SIGKILL");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // It has ended by itself.
      }
    }
    await sleep(50);
  }
}

/** The processes that updates of the sandbox's stack which died have left running. */
export function leftoverProcesses(): number[] {
  return leftovers(readUpdateProcesses());
}

/**
 * Every process that has the sandbox's Pulumi home in its environment: whatever the sandbox's Pulumi started, and
 * itself.
 */
function readUpdateProcesses(): UpdateProcess[] {
  const mark = `\0PULUMI_HOME=${sandbox.pulumiHome}\0`;
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => `\0${readProc(pid, "environ") ?? ""}`.includes(mark))
    .flatMap((pid) => {
      const stat = readProc(pid, "stat");
      const program = programOf(pid);
      if (stat === undefined || program === undefined) return [];
      const args = (readProc(pid, "cmdline") ?? "").split("\0");
      return [{ pid, parent: Number(statField(stat, 4)), program, arguments: args }];
    });
}

/** The kernel appends ` (deleted)` to the path of a program that was built anew meanwhile. */
function programOf(pid: number): string | undefined {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, ""));
  } catch {
    return undefined; // It has ended, or is about to.
  }
}
