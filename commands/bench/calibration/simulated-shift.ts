import { type Margins, VersionComparison } from "../../traffic/evidence/compare-versions";
import { type Draw } from "./draw";
import { type Conditions, conditions, drawStretch, together, type Traffic } from "./traffic";

/** How the new version differs from the old one, at each moment when it does. */
export interface Difference {
  /** The share of requests that the old version fails. */
  readonly baseError: number;
  /** By how much more of its requests the new one fails, from 0 to 1. */
  readonly error: number;
  /** By how much longer it takes: as a share of the old version's time, and in milliseconds. */
  readonly slower: number;
  readonly laterMs: number;
}

/** What a shift is like that is simulated. */
export interface Setting {
  readonly requestsPerSecond: number;
  /** How many proxies log, each once a second, one after the other. */
  readonly proxies: number;
  readonly margins: Margins;
}

/** The new version's share in each step of a shift; after the last one it has all that there is. */
export const STEPS = [0.05, 0.1, 0.25, 0.5] as const;
/** How long each step is held at least, and how long there is to show what it takes. */
export const HOLD_SECONDS = 60;
export const MOST_SECONDS = 300;

/** From a line's being written to its being read: a look, and the way. */
const DELAY_SECONDS = 0.25;

/** Users who ask, each as often as any other. */
const USERS = 2000;

/** How long a version is bad that is bad but for a moment. */
const BRIEF_SECONDS = 3;

/** From what share on a version is bad that does not stand load. */
const LOAD = 0.5;

export interface ShiftOutcome {
  readonly end: "worse" | "passed" | "thin";
  /** When it ended, or when the verdict was, in seconds. */
  readonly seconds: number;
  /** How many requests to the new version had failed by then, those that are not yet in a log among them. */
  readonly failed: number;
  /** How many users' they were. */
  readonly users: number;
  /** For how long each step had to be looked at until it was enough. */
  readonly enoughAfter: readonly number[];
}

/** One shift, with a look whenever a proxy has logged. */
export function simulateShift(traffic: Traffic, difference: Difference, setting: Setting, draw: Draw): ShiftOutcome {
  const shift = new SimulatedShift(traffic, difference, setting, draw);
  for (const [index, share] of STEPS.entries()) {
    const end = shift.step(share, STEPS[index + 1] ?? 1);
    if (end !== "enough") return shift.outcome(end);
  }
  return shift.outcome("passed");
}

class SimulatedShift {
  readonly #traffic: Traffic;
  readonly #difference: Difference;
  readonly #setting: Setting;
  readonly #draw: Draw;
  readonly #comparison: VersionComparison;
  readonly #briefFrom: number;
  readonly #enoughAfter: number[] = [];
  #second = 0;
  #failed = 0;
  #baseline: Conditions;
  #candidate: Conditions;

  constructor(traffic: Traffic, difference: Difference, setting: Setting, draw: Draw) {
    this.#traffic = traffic;
    this.#difference = difference;
    this.#setting = setting;
    this.#draw = draw;
    this.#comparison = new VersionComparison(setting.margins);
    this.#briefFrom = Math.floor(draw.uniform() * HOLD_SECONDS * STEPS.length);
    this.#baseline = this.#candidate = conditions(traffic, 0, difference.baseError, draw);
  }

  step(share: number, nextShare: number): "enough" | "worse" | "thin" {
    if (this.#second > 0) this.#comparison.nextStep();
    let enough: number | undefined;
    for (let held = 1; held <= MOST_SECONDS; held++) {
      this.#nextSecond(share);
      for (let proxy = 0; proxy < this.#setting.proxies; proxy++) {
        this.#log(share);
        if (this.#comparison.isWorse) {
          this.#countUnread(share);
          return "worse";
        }
      }
      const notWorse = this.#comparison.verdict(nextShare) === "not worse";
      if (notWorse) enough ??= held;
      if (notWorse && held >= HOLD_SECONDS) {
        this.#enoughAfter.push(enough ?? held);
        return "enough";
      }
    }
    return "thin";
  }

  outcome(end: ShiftOutcome["end"]): ShiftOutcome {
    const users = new Set<number>();
    for (let one = 0; one < this.#failed; one++) users.add(Math.floor(this.#draw.uniform() * USERS));
    return { end, seconds: this.#second, failed: this.#failed, users: users.size, enoughAfter: this.#enoughAfter };
  }

  #nextSecond(share: number): void {
    const now = conditions(this.#traffic, this.#second++, this.#difference.baseError, this.#draw);
    const { error, slower, laterMs } = this.#difference;
    const bad = { error: Math.min(1, now.error + error), latency: now.latency * (1 + slower), laterMs };
    this.#baseline = together(this.#traffic, now, this.#draw);
    this.#candidate = together(this.#traffic, this.#isBad(share) ? bad : now, this.#draw);
  }

  /** A proxy logs what there was in a second. */
  #log(share: number): void {
    const requests = this.#setting.requestsPerSecond / this.#setting.proxies;
    const candidates = this.#draw.binomial(requests, share);
    const baseline = drawStretch(requests - candidates, this.#baseline, this.#draw);
    const candidate = drawStretch(candidates, this.#candidate, this.#draw);
    this.#failed += candidate.failed;
    this.#comparison.add(baseline, candidate);
  }

  /** What the other proxies have not logged yet, and what has come since the last line was written. */
  #countUnread(share: number): void {
    const { requestsPerSecond, proxies } = this.#setting;
    const others = Array.from({ length: proxies - 1 }, (_, index) => (index + 1) / proxies);
    const seconds = others.reduce((sum, one) => sum + one, 0) / proxies + DELAY_SECONDS;
    const requests = this.#draw.binomial(Math.round(requestsPerSecond * seconds), share);
    this.#failed += this.#draw.binomial(requests, this.#candidate.error);
  }

  #isBad(share: number): boolean {
    if (this.#traffic === "brief") {
      return this.#second > this.#briefFrom && this.#second <= this.#briefFrom + BRIEF_SECONDS;
    }
    return this.#traffic !== "under load" || share >= LOAD;
  }
}
