const MILLISECONDS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Go's time.Duration counts nanoseconds in 64 bits, which is some 292 years. */
const LONGEST = 2 ** 63 / 1e6;

/** The length of one of Istio's durations, e.g. `500ms` or `1h30m`, in milliseconds; undefined of what is none. */
export function milliseconds(duration: string): number | undefined {
  if (!/^(\d+(\.\d+)?(us|ms|s|m|h))+$/.test(duration)) return undefined;
  const parts = [...duration.matchAll(/([\d.]+)(us|ms|s|m|h)/g)];
  const sum = parts.reduce((total, [, amount, unit]) => total + Number(amount) * (MILLISECONDS[unit ?? ""] ?? 0), 0);
  // What binary fractions cannot hold, such as a tenth of a second, is no part of the length.
  return Number(sum.toFixed(6));
}

/** Whether Istio takes a text as a duration: whole milliseconds, at least one (istio.io/istio, ValidateDuration). */
export function isDuration(text: string): boolean {
  const length = milliseconds(text);
  return length !== undefined && Number.isInteger(length) && length >= 1 && length < LONGEST;
}
