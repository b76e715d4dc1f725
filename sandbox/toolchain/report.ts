/**
 * Told what a long step is doing, in one line without a line end: what, how far, how long. A later line replaces an
 * earlier one.
 */
export type Report = (line: string) => void;

/** A duration for people, e.g. `42 s` or `3 min 05 s`. */
export function duration(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}

/** A size for people, in binary units, e.g. `820 MiB` or `1.4 GiB`. */
export function size(bytes: number): string {
  const mebibytes = bytes / 2 ** 20;
  return mebibytes < 1024 ? `${Math.round(mebibytes)} MiB` : `${(mebibytes / 1024).toFixed(1)} GiB`;
}

/** Every second where a person watches; seldom where the lines end in a log. */
const reportEvery = process.stdout.isTTY ? 1000 : 20_000;

/** Reports `progress()` and the time spent, now and regularly, for as long as `work` takes. */
export async function withClock<T>(report: Report, progress: () => string, work: () => Promise<T>): Promise<T> {
  const start = Date.now();
  const tell = () => report(`${progress()} (${duration(Date.now() - start)})`);
  tell();
  const timer = setInterval(tell, reportEvery);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
