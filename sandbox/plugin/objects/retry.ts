import { isBusy, isNamespaceNotFound, isWebhookUnavailable } from "../cluster/api-error";
import { NoSuchKindError } from "../cluster/cluster";
import { pause } from "../pause";
import { type Operation } from "../resource-handler";

/** How long a refusal that passes by itself is waited out, in milliseconds. */
const PATIENCE = { kind: 15_000, namespace: 15_000, webhook: 60_000, busy: 60_000 } as const;

/** The longest pause between two tries, in milliseconds. */
const LONGEST_PAUSE = 2_000;

/** How long to go on trying after a refusal, in milliseconds; 0 when trying again cannot help. */
function patienceWith(error: unknown): number {
  if (error instanceof NoSuchKindError) return PATIENCE.kind;
  if (isNamespaceNotFound(error)) return PATIENCE.namespace;
  if (isWebhookUnavailable(error)) return PATIENCE.webhook;
  return isBusy(error) ? PATIENCE.busy : 0;
}

/**
 * Tries again while the cluster is just about to be ready for a request: a kind or namespace made a moment ago, a
 * webhook whose service is starting, an API server under load.
 */
export async function retryWhileSettling<T>({ log, signal }: Operation, attempt: () => Promise<T>): Promise<T> {
  const start = Date.now();
  for (let wait = 100; ; wait = Math.min(wait * 2, LONGEST_PAUSE)) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() - start + wait > patienceWith(error)) throw error;
      log.status(`trying again: ${(error as Error).message}`);
      await pause(wait, signal);
    }
  }
}
