import { setTimeout as sleep } from "node:timers/promises";
import { type WatchOutput } from "./outputs";
import { type Snapshot } from "./snapshot";

/** What snapshots are taken of. */
export interface Watched {
  snapshot(): Snapshot;
  close(): Promise<void>;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

const INTERVAL_MS = 1_000;

/**
 * Shows a snapshot a second until an output is left, a signal comes, whoever reads the output is gone, or the time is
 * over.
 *
 * @param seconds for how long; without an end where it is undefined
 */
export async function watchUntilEnd(
  watched: Watched,
  outputs: readonly WatchOutput[],
  seconds?: number,
): Promise<void> {
  const end = new AbortController();
  const stop = () => end.abort();
  for (const signal of SIGNALS) process.on(signal, stop);
  process.stdout.on("error", stop);
  for (const { left } of outputs) void left?.then(stop);
  const until = seconds === undefined ? Infinity : performance.now() + seconds * 1000;
  try {
    for (let next = performance.now(); !end.signal.aborted && next < until;) {
      const snapshot = watched.snapshot();
      for (const output of outputs) output.show(snapshot);
      // A machine that slept does not make up for the seconds that it missed.
      next = Math.max(next + INTERVAL_MS, performance.now());
      await sleep(next - performance.now(), undefined, { signal: end.signal }).catch(() => undefined);
    }
  } finally {
    await closeAll([watched, ...outputs]);
    for (const signal of SIGNALS) process.off(signal, stop);
    process.stdout.off("error", stop);
  }
}

/** Closes all, whatever one of them meets. */
async function closeAll(all: readonly { close(): Promise<void> | void }[]): Promise<void> {
  const closed = all.map(async (one) => one.close());
  await Promise.allSettled(closed);
  await Promise.all(closed);
}
