import { type Served } from "./load-program";

/** What a version did to those who asked it. */
export interface Damage {
  /** Requests that failed, or, of a version that is only slow, that it answered. */
  readonly requests: number;
  /** How many different users sent them. */
  readonly users: number;
}

/** What a release that was bad did, and how fast that came to an end. Times are in seconds. */
export interface ReleaseDamage {
  /** Requests that the new version is known to have answered, well or badly, by the verdict. */
  readonly answered: number;
  /** From the first request that the new version got to the verdict; absent where it got none. */
  readonly untilVerdict?: number;
  /** What had happened by then. */
  readonly byVerdict: Damage;
  /** What came on top of that until every proxy had the old split again, and after how long that was. */
  readonly wayBack: Damage & { readonly seconds: number };
}

/** The moments of a shift that damage is counted between, in milliseconds since 1970. */
export interface Moments {
  readonly verdict: number;
  /** When every proxy had the split before the shift again. */
  readonly back: number;
}

/**
 * Counts what a new version did.
 *
 * @param served all that ended from the shift's begin to some time after its end
 * @param old the version that it is compared with: whatever another one answered, or none did, came of the new one
 * @param isHarm what counts as harm of what the new version got
 */
export function damageOf(
  served: readonly Served[],
  old: string,
  isHarm: (one: Served) => boolean,
  { verdict, back }: Moments,
): ReleaseDamage {
  const ofNew = served.filter(({ version }) => version !== old);
  const harm = ofNew.filter(isHarm);
  const before = harm.filter(({ at }) => at <= verdict);
  const met = usersOf(before);
  const after = harm.filter(({ at }) => at > verdict);
  const more = [...usersOf(after)].filter((user) => !met.has(user));
  const first = Math.min(...ofNew.map(({ at, ms }) => at - ms));
  return {
    answered: ofNew.filter(({ at, version }) => at <= verdict && version !== "").length,
    ...(first <= verdict && { untilVerdict: (verdict - first) / 1000 }),
    byVerdict: { requests: before.length, users: met.size },
    wayBack: { requests: after.length, users: more.length, seconds: (back - verdict) / 1000 },
  };
}

/** Whether a request got no answer, or another than it should. */
export function isFailed({ status }: Served): boolean {
  return status !== 200;
}

function usersOf(served: readonly Served[]): ReadonlySet<number> {
  return new Set(served.map(({ user }) => user));
}
