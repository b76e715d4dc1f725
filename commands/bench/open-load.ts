import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";

/** One kind of request that is sent over and over. */
export interface LoadRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What came of requests that were sent all the time. */
export interface LoadResult {
  readonly sent: number;
  /** Requests that were to be sent each second, and those that were. */
  readonly wantedRate: number;
  readonly rate: number;
  /** Each request that got no answer, or another one than 200. */
  readonly failed: readonly string[];
  /** How long answers took, in milliseconds. */
  readonly latencies: readonly number[];
}

/** After how many milliseconds a request counts as one without an answer. */
const TIMEOUT = 10_000;

/**
 * Sends requests at a rate of their own, whether or not earlier ones have been answered, as long as `during` lasts:
 * what is slow is seen as slow, and does not make the load less.
 *
 * @param rate requests a second, all kinds in turn
 */
export async function underOpenLoad(
  origin: string,
  requests: readonly LoadRequest[],
  rate: number,
  during: () => Promise<void>,
): Promise<LoadResult> {
  const pool = new Pool(origin, { connections: 64 });
  const failed: string[] = [];
  const latencies: number[] = [];
  const underWay = new Set<Promise<void>>();
  let isOver = false;
  let sent = 0;

  const send = async ({ path, headers }: LoadRequest) => {
    const start = performance.now();
    const at = new Date().toISOString();
    try {
      const signal = AbortSignal.timeout(TIMEOUT);
      const { statusCode, body } = await pool.request({ method: "GET", path, headers, signal });
      const text = await body.text();
      if (statusCode !== 200) failed.push(`${at} ${path}: ${statusCode} ${text.slice(0, 200)}`);
      latencies.push(performance.now() - start);
    } catch (error) {
      failed.push(`${at} ${path}: ${String(error)}`);
    }
  };

  const start = performance.now();
  const drive = async () => {
    while (!isOver) {
      const due = Math.floor(((performance.now() - start) / 1000) * rate);
      for (; sent < due; sent++) {
        const request = requests[sent % requests.length];
        if (!request) throw new Error("there is nothing to send");
        const one = send(request).finally(() => underWay.delete(one));
        underWay.add(one);
      }
      await sleep(2);
    }
  };
  const driving = drive();
  try {
    await during();
  } finally {
    isOver = true;
    await driving;
    await Promise.all(underWay);
    await pool.close();
  }
  const seconds = (performance.now() - start) / 1000;
  return { sent, wantedRate: rate, rate: sent / seconds, failed, latencies };
}
