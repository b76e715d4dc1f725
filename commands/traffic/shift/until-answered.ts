import { setTimeout as sleep } from "node:timers/promises";
import { NoAnswer } from "../../stack/bounded-kubeconfig";

/** For how long the cluster may say nothing, and how soon it is asked again, in milliseconds. */
const PATIENCE = { mostMs: 60_000, againMs: 1_000 };

/** Time that passes while the machine sleeps gives nobody the chance to answer: so often it is asked in any case. */
const LEAST_TRIES = 3;

/**
 * Asks the cluster, and again for a minute while it does not answer: what was under way as a machine fell asleep fails
 * when it wakes.
 *
 * @param ask does no harm when it is done twice
 * @throws NoAnswer where it does not answer for so long
 */
export async function untilAnswered<T>(ask: () => Promise<T>, { mostMs, againMs } = PATIENCE): Promise<T> {
  const start = performance.now();
  for (let tries = 1; ; tries++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof NoAnswer) || isOver({ tries, start, mostMs, now: performance.now() })) throw error;
      await sleep(againMs);
    }
  }
}

/** Whether what has failed so often, since a time, is not to be tried again. All times are in milliseconds. */
export function isOver(so: { tries: number; start: number; now: number; mostMs: number }): boolean {
  return so.tries >= LEAST_TRIES && so.now - so.start > so.mostMs;
}
