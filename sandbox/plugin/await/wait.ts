import { isBusy, UnreachableError } from "../cluster/api-error";
import { type Cluster } from "../cluster/cluster";
import { keyOf, type KubeObject } from "../cluster/object";
import { pause } from "../pause";
import { type ResourceLog } from "../resource-handler";

/** What a readiness check found. */
export type Readiness =
  | { readonly state: "ready" }
  | {
      /** `failed` will not get better by waiting. */
      readonly state: "waiting" | "failed";
      /** What is missing, in a few words: `2 of 3 pods are ready`. */
      readonly summary: string;
      /** Why, as far as the cluster tells: one sentence each. */
      readonly reasons: readonly string[];
    };

/** Reads from the cluster, beside the object itself, whatever tells how far it is. */
export type ReadinessCheck = (object: KubeObject, cluster: Cluster, signal: AbortSignal) => Promise<Readiness>;

export const READY: Readiness = { state: "ready" };

export function waiting(summary: string, reasons: readonly string[] = []): Readiness {
  return { state: "waiting", summary, reasons };
}

export function failed(summary: string, reasons: readonly string[] = []): Readiness {
  return { state: "failed", summary, reasons };
}

/** An object did not become ready. */
export class NotReadyError extends Error {
  constructor(
    message: string,
    readonly live: KubeObject,
    readonly reasons: readonly string[],
  ) {
    super(message);
  }
}

export interface WaitOptions {
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
  readonly log: ResourceLog;
}

/** Pauses between two looks at the cluster, in milliseconds: short at first, since most objects are ready at once. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 1_000;

/**
 * Looks again and again until the check finds the object ready; returns the object as it was then.
 * @throws NotReadyError when the time is over, the user cancels, or the check says that waiting will not help
 */
export async function waitUntilReady(
  cluster: Cluster,
  applied: KubeObject,
  check: ReadinessCheck,
  { timeoutSeconds, signal, log }: WaitOptions,
): Promise<KubeObject> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  let live = applied;
  for (let wait = FIRST_PAUSE; ; wait = Math.min(wait * 1.5, LONGEST_PAUSE)) {
    const readiness = await unlessDisturbed(signal, () => check(live, cluster, signal));
    if (readiness.state === "ready") return live;
    const { state, summary, reasons } = readiness;
    if (state === "failed") throw new NotReadyError(`failed: ${summary}`, live, reasons);
    if (signal.aborted) throw new NotReadyError(`was not waited for any longer (cancelled): ${summary}`, live, reasons);
    if (Date.now() >= deadline) {
      throw new NotReadyError(`was not ready within ${timeoutSeconds} s: ${summary}`, live, reasons);
    }
    log.status([summary, ...reasons].join("; "));
    await pause(wait, signal).catch(() => undefined);
    await unlessDisturbed(signal, async () => {
      live = await cluster.get(keyOf(applied), signal);
      return READY;
    });
  }
}

/**
 * The object exists by now, and the engine must hear of it: neither a cancellation nor an API server that is away for a
 * moment may end the wait as if nothing had been made.
 */
async function unlessDisturbed(signal: AbortSignal, look: () => Promise<Readiness>): Promise<Readiness> {
  try {
    return await look();
  } catch (error) {
    if (signal.aborted) return waiting("it is not known how far it was");
    if (error instanceof UnreachableError || isBusy(error)) return waiting((error as Error).message);
    throw error;
  }
}
