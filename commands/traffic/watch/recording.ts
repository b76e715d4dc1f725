import { type RuleSnapshot, type Snapshot, type WatchEvent } from "./snapshot";

/** What is kept of a version at one moment: what charts show. */
export interface VersionPoint {
  readonly target: number;
  readonly share?: number;
  readonly lower?: number;
  readonly upper?: number;
  readonly rps: number;
  readonly p50?: number;
  readonly p95?: number;
  readonly p99?: number;
  /** Failed requests of the window by cause. */
  readonly errors: Readonly<Record<string, number>>;
}

/** One moment of a rule. */
export interface RulePoint {
  /** In seconds since 1970. */
  readonly at: number;
  readonly versions: Readonly<Record<string, VersionPoint>>;
}

export interface RuleRecord {
  readonly service: string;
  readonly rule: string;
  readonly points: readonly RulePoint[];
}

/** What a report and the live page are made of. */
export interface Recorded {
  readonly stack: string;
  readonly windowSeconds: number;
  readonly rules: readonly RuleRecord[];
  readonly events: readonly WatchEvent[];
  /** How all was at the end. */
  readonly last: Snapshot;
}

/** Points of all rules and versions together: more would not fit into a file of a megabyte, nor on a screen. */
export const MOST_POINTS = 6_000;
const MOST_EVENTS = 1_000;

interface Kept {
  readonly service: string;
  readonly rule: string;
  points: RulePoint[];
}

/** Keeps what was seen, in ever longer steps the longer it goes on. */
export class Recording {
  readonly #rules = new Map<string, Kept>();
  #events: WatchEvent[] = [];
  #last: Snapshot | undefined;
  #windowSeconds = 0;
  /** Of so many snapshots one is kept. */
  #step = 1;
  #taken = 0;

  /** @param before what was kept already, elsewhere */
  constructor(before?: Recorded) {
    if (!before) return;
    this.#last = before.last;
    this.#windowSeconds = before.windowSeconds;
    this.#events = [...before.events];
    for (const { service, rule, points } of before.rules) {
      this.#rules.set(`${service}/${rule}`, { service, rule, points: [...points] });
    }
  }

  add(snapshot: Snapshot): void {
    this.#last = snapshot;
    this.#windowSeconds = Math.max(this.#windowSeconds, snapshot.windowSeconds);
    this.#events = [...this.#events, ...snapshot.events].slice(-MOST_EVENTS);
    if (this.#taken++ % this.#step !== 0) return;
    for (const rule of snapshot.rules) {
      const { service, rule: name } = rule;
      const kept = this.#rules.get(`${service}/${name}`) ?? { service, rule: name, points: [] };
      this.#rules.set(`${service}/${name}`, kept);
      kept.points.push({ at: Math.floor(Date.parse(snapshot.at) / 1000), versions: pointsOf(rule) });
    }
    this.#thin();
  }

  /** All that was kept; undefined before the first snapshot. */
  get recorded(): Recorded | undefined {
    if (!this.#last) return undefined;
    return {
      stack: this.#last.stack,
      windowSeconds: this.#windowSeconds,
      rules: [...this.#rules.values()].map(({ service, rule, points }) => ({ service, rule, points: [...points] })),
      events: [...this.#events],
      last: this.#last,
    };
  }

  #thin(): void {
    const kept = [...this.#rules.values()];
    const points = kept
      .flatMap((rule) => rule.points)
      .reduce((sum, { versions }) => sum + Object.keys(versions).length, 0);
    if (points <= MOST_POINTS) return;
    this.#step *= 2;
    for (const rule of kept) rule.points = rule.points.filter((_, index) => index % 2 === 0);
  }
}

function pointsOf({ versions }: RuleSnapshot): RulePoint["versions"] {
  return Object.fromEntries(
    versions.map(({ version, target, observed, requestsPerSecond, latency, errors }): [string, VersionPoint] => [
      version,
      {
        target: rounded(target),
        ...(observed && {
          share: rounded(observed.share),
          lower: rounded(observed.lower),
          upper: rounded(observed.upper),
        }),
        rps: rounded(requestsPerSecond),
        ...(latency && { p50: rounded(latency.p50), p95: rounded(latency.p95), p99: rounded(latency.p99) }),
        errors: errors.by,
      },
    ]),
  );
}

/** Four digits are more than a chart shows. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
