import { setTimeout as sleep } from "node:timers/promises";
import { hostname } from "node:os";
import { runPulumi } from "../../stack/run-pulumi";
import { readProc } from "../../stack/sandbox/proc";
import { UserError } from "../../terminal/user-error";
import { type ShiftState } from "./shift-state";

/** A lock of a stack, as Pulumi's message about it has it. */
export interface StackLock {
  readonly user: string;
  readonly host: string;
  readonly pid: number;
  readonly at: Date;
}

type Updating = NonNullable<ShiftState["updating"]>;

/** How long an engine whose shift has died may still be at work, and its lock may last, in milliseconds. */
const ENGINE_MS = 60_000;

/** Clocks of one machine, read in two ways, may be so far apart; locks have whole seconds. */
const TOLERANCE_MS = 2000;

/** How long after an update was noted its engine takes the lock at most, in milliseconds. */
const STARTS_WITHIN_MS = 120_000;

/**
 * The locks that a message of Pulumi's names; it names them in backends of files alone (pulumi, diy backend, lock.go).
 * None where it is about something else, or another backend says who has the stack.
 */
export function locksIn(message: string): StackLock[] {
  const lines = message.matchAll(/created by (\S+)@(\S+) \(pid (\d+)\) at (\S+)/g);
  return [...lines].map(([, user = "", host = "", pid, at = ""]) => ({
    user,
    host,
    pid: Number(pid),
    at: new Date(at),
  }));
}

/** Whether a lock is that of the update which a shift had begun when its process died. */
export function isOwnLock({ user, host, at }: StackLock, updating: Updating): boolean {
  const since = new Date(updating.since).getTime();
  const after = at.getTime() - since;
  return user === updating.user && host === updating.host && after >= -TOLERANCE_MS && after <= STARTS_WITHIN_MS;
}

/**
 * Does something that takes the stack's lock, where a shift's process has died in an update. Its engine may be at work
 * all the same, and is waited for; where that has died, too, its lock is taken away, and only if the shift's record
 * shows that it is its own.
 *
 * @param died the update that had begun; undefined where there was none
 * @param limitMs how long it may take until the lock is gone; a minute where it is not given
 * @throws what `work` does, where the lock is another's or is still there then
 */
export async function pastOwnLock<T>(
  stack: string,
  died: Updating | undefined,
  work: () => Promise<T>,
  limitMs: number = ENGINE_MS,
): Promise<T> {
  const start = Date.now();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const locks = error instanceof UserError ? locksIn(error.message) : [];
      if (!died || locks.length === 0 || !locks.every((lock) => isOwnLock(lock, died))) throw error;
      const isAlive = locks.some(({ host, pid }) => host === hostname() && isPulumi(pid));
      if (Date.now() - start > limitMs) throw error;
      if (isAlive) await sleep(1000);
      else await cancel(stack);
    }
  }
}

async function cancel(stack: string): Promise<void> {
  const { failed, stderr } = await runPulumi(stack, ["cancel", "--yes", "--non-interactive"]);
  if (failed) throw new UserError(`The lock of an update that has died could not be taken away:\n${stderr}`);
}

/** Another program may have its number by now. */
function isPulumi(pid: number): boolean {
  return (readProc(pid, "cmdline") ?? "").includes("pulumi");
}
