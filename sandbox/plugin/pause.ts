import { setTimeout as sleep } from "node:timers/promises";

/** Waits; ends early with the signal's reason when the user cancels. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    throw error;
  });
}
