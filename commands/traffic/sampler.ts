import pLimit from "p-limit";
import { type Pool } from "undici";

/** What came of one request: the version that answered it, or why it counts as failed. */
export type Outcome =
  | { readonly kind: "answered"; readonly version: string }
  | { readonly kind: "failed"; readonly failure: Failure };

/** Why a request failed. `status` is there when there was an answer. */
export interface Failure {
  readonly reason: string;
  readonly status?: number;
}

/** Failures of one kind. */
export interface FailureCount extends Failure {
  readonly count: number;
}

/** The outcomes of a sample. */
export interface Tally {
  /** How often each version answered; versions that never did are absent. */
  readonly answers: Readonly<Record<string, number>>;
  /** The most frequent first. */
  readonly failures: readonly FailureCount[];
}

export interface SampleOptions {
  readonly requests: number;
  /** How many requests are under way at most. */
  readonly concurrency: number;
  /** How long the whole answer to one request may take. */
  readonly timeoutSeconds: number;
  /** Called after every request with the number of those that are done. */
  readonly onProgress?: (done: number) => void;
}

/**
 * Sends the same GET request many times and tells by each answer's body which version it came from. `versionOf` gives
 * undefined for a body that does not say. Every request counts once, whatever proxies on the way did to get an answer.
 */
export async function sample(
  gateway: Pool,
  request: { readonly path: string; readonly headers: Readonly<Record<string, string>> },
  versionOf: (body: string) => string | undefined,
  { requests, concurrency, timeoutSeconds, onProgress }: SampleOptions,
): Promise<Tally> {
  let done = 0;
  const outcomes = await pLimit(concurrency).map(Array.from({ length: requests }), async () => {
    const outcome = await ask(gateway, request, versionOf, timeoutSeconds);
    onProgress?.(++done);
    return outcome;
  });
  return tally(outcomes);
}

/** Counts outcomes of the same kind. */
function tally(outcomes: readonly Outcome[]): Tally {
  const answers: Record<string, number> = {};
  const failures = new Map<string, FailureCount>();
  for (const outcome of outcomes) {
    if (outcome.kind === "answered") {
      answers[outcome.version] = (answers[outcome.version] ?? 0) + 1;
    } else {
      const { failure } = outcome;
      failures.set(failure.reason, { ...failure, count: (failures.get(failure.reason)?.count ?? 0) + 1 });
    }
  }
  return { answers, failures: [...failures.values()].sort((a, b) => b.count - a.count) };
}

async function ask(
  gateway: Pool,
  { path, headers }: { readonly path: string; readonly headers: Readonly<Record<string, string>> },
  versionOf: (body: string) => string | undefined,
  timeoutSeconds: number,
): Promise<Outcome> {
  try {
    const answer = await gateway.request({
      method: "GET",
      path,
      headers,
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    });
    const body = await answer.body.text();
    const status = answer.statusCode;
    if (status !== 200) return { kind: "failed", failure: { reason: `status ${status}`, status } };
    const version = versionOf(body);
    return version === undefined
      ? { kind: "failed", failure: { reason: "an answer that does not say which version gave it", status } }
      : { kind: "answered", version };
  } catch (error) {
    return { kind: "failed", failure: { reason: connectionFailure(error, timeoutSeconds) } };
  }
}

const UNTRUSTED =
  "its certificate is of an authority that this machine does not know (--insecure takes it all the same)";

/** What went wrong on the way, in words that do not depend on the request. */
export function connectionFailure(error: unknown, timeoutSeconds: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `no answer within ${timeoutSeconds} s`;
  const code = "code" in error ? String(error.code) : "";
  const words: Readonly<Record<string, string>> = {
    ECONNREFUSED: "connection refused",
    ECONNRESET: "connection reset",
    ENOTFOUND: "no such host",
    EHOSTUNREACH: "host unreachable",
    UND_ERR_SOCKET: "connection closed",
    UND_ERR_CONNECT_TIMEOUT: "no connection in time",
    DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
    SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  };
  return words[code] ?? (error.message || code || error.name);
}
