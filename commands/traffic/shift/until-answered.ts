import { setTimeout as sleep } from "node:timers/promises";
import { NoAnswer } from "../../stack/bounded-kubeconfig";

/** How long the cluster may say nothing, and how often it is asked again, in milliseconds. */
const MOST_MS = 60_000;
const AGAIN_MS = 1_000;

/**
 * Asks the cluster, and again for a minute while it does not answer: what was under way as a machine fell asleep fails
 * when it wakes.
 *
 * @param ask does no harm when it is done twice
 * @throws NoAnswer where it does not answer for so long
 */
export async function untilAnswered<T>(ask: () => Promise<T>, againMs = AGAIN_MS): Promise<T> {
  const start = performance.now();
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof NoAnswer) || performance.now() - start > MOST_MS) throw error;
      await sleep(againMs);
    }
  }
}
