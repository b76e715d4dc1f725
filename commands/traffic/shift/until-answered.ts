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
  return triedAgain(ask, {
    mayPass: (error) => error instanceof NoAnswer,
    mostMs,
    now: () => performance.now(),
    before: () => sleep(againMs),
  });
}

/** When what has failed is tried once more. */
interface Retry {
  readonly mayPass: (error: unknown) => boolean;
  /** For how long it is tried, in milliseconds of this clock. */
  readonly mostMs: number;
  readonly now: () => number;
  /** What is done before the next try. */
  readonly before: (error: unknown) => Promise<void>;
}

/** Does something, and again while it fails for a reason that may pass. */
export async function triedAgain<T>(make: () => Promise<T>, { mayPass, mostMs, now, before }: Retry): Promise<T> {
  const start = now();
  for (let tries = 1; ; tries++) {
    try {
      return await make();
    } catch (error) {
      const isGivenUp = tries >= LEAST_TRIES && now() - start > mostMs;
      if (!mayPass(error) || isGivenUp) throw error;
      await before(error);
    }
  }
}
