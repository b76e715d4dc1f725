import { ALPHA, DEFAULT_MARGINS, type Margins } from "../../traffic/evidence/compare-versions";
import { binomialTest, type Interval, quantile, wilsonInterval } from "../../traffic/statistics";
import { Draw } from "./draw";
import {
  type Difference,
  HOLD_SECONDS,
  MOST_SECONDS,
  type Setting,
  type ShiftOutcome,
  simulateShift,
  STEPS,
} from "./simulated-shift";
import { isAtTimes, type Traffic, TRAFFIC } from "./traffic";

/** A quiet service with the margins that there are unless one says so, and a busy one with half a point of errors. */
const SETTINGS: Readonly<Record<string, Setting>> = {
  quiet: { requestsPerSecond: 40, proxies: 1, margins: DEFAULT_MARGINS },
  busy: { requestsPerSecond: 200, proxies: 2, margins: { ...DEFAULT_MARGINS, error: 0.005 } },
};

const ALIKE: Difference = { baseError: 0.01, error: 0, slower: 0, laterMs: 0 };
const PERFECT: Difference = { ...ALIKE, baseError: 0 };

/** What is simulated: versions like the old one, some that are at a margin, and some beyond. */
const DIFFERENCES: Readonly<Record<string, (margins: Margins) => Difference>> = {
  "no difference, 1 % errors": () => ALIKE,
  "no difference, no errors": () => PERFECT,
  "errors at the margin": ({ error }) => ({ ...ALIKE, error }),
  "latency at the margin": ({ latency }) => ({ ...ALIKE, slower: latency }),
  "0.5 % errors": () => ({ ...PERFECT, error: 0.005 }),
  "1 % errors": () => ({ ...PERFECT, error: 0.01 }),
  "5 % errors": () => ({ ...PERFECT, error: 0.05 }),
  "100 % errors": () => ({ ...PERFECT, error: 1 }),
  "50 ms later": () => ({ ...PERFECT, laterMs: 50 }),
  "200 ms later": () => ({ ...PERFECT, laterMs: 200 }),
  "2,000 ms later": () => ({ ...PERFECT, laterMs: 2000 }),
  "latency doubled": () => ({ ...ALIKE, slower: 1 }),
};

/** What one is to be told of a version: that it is worse, that it is not, or, at the margin, neither. */
export type Truth = "worse" | "not worse" | "at the margin" | "either";

/** The median, and the value that 95 % do not exceed. */
export interface Spread {
  readonly p50: number;
  readonly p95: number;
}

/** Of many shifts of one kind: how they ended. */
export interface Row {
  readonly setting: string;
  readonly traffic: Traffic;
  readonly difference: string;
  readonly truth: Truth;
  readonly shifts: number;
  readonly worse: number;
  readonly passed: number;
  /** Of those that were told to be worse: seconds until then, requests that had failed by then, and users. */
  readonly atVerdict?: { readonly seconds: Spread; readonly failed: Spread; readonly users: Spread };
  /** Of those that passed: seconds until each step had shown enough. */
  readonly enoughAfter?: readonly Spread[];
  /** The share of false verdicts, and what it may be. */
  readonly wrong: { readonly count: number; readonly share: number; readonly interval: Interval };
  /**
   * False where so many false verdicts come about less often than once in 1000, were their probability what it may be.
   */
  readonly holds: boolean;
}

export interface CalibrationReport {
  readonly formatVersion: 2;
  readonly date: string;
  readonly seed: number;
  readonly shifts: number;
  readonly alpha: number;
  readonly settings: typeof SETTINGS;
  readonly shift: {
    readonly steps: readonly number[];
    readonly holdSeconds: number;
    readonly mostSeconds: number;
  };
  readonly rows: readonly Row[];
  readonly ok: boolean;
}

export interface Kind {
  readonly setting: string;
  readonly traffic: Traffic;
  readonly difference: string;
}

/** A busy service shows how fast errors are found, and in which time a version that has none passes. */
const BUSY = ["no difference, no errors", "0.5 % errors", "1 % errors", "5 % errors", "100 % errors"];

/** Who is alike at all times, or at a margin, is so whatever moment is looked at. */
const AT_TIMES = ["1 % errors", "5 % errors", "100 % errors", "200 ms later", "2,000 ms later", "latency doubled"];

export const KINDS: readonly Kind[] = Object.keys(SETTINGS).flatMap((setting) =>
  TRAFFIC.flatMap((traffic) =>
    Object.keys(DIFFERENCES)
      .filter((difference) => setting !== "busy" || BUSY.includes(difference))
      .filter((difference) => !isAtTimes(traffic) || AT_TIMES.includes(difference))
      .map((difference) => ({ setting, traffic, difference })),
  ),
);

/** Simulates shifts of one kind. */
export function calibrateOne({ setting: name, traffic, difference: named }: Kind, shifts: number, seed: number): Row {
  const setting = SETTINGS[name];
  const difference = setting && DIFFERENCES[named]?.(setting.margins);
  if (!setting || !difference) throw new Error(`nothing is named ${name} or ${named}`);
  const draw = new Draw(seed);
  const outcomes = Array.from({ length: shifts }, () => simulateShift(traffic, difference, setting, draw));
  const worse = outcomes.filter(({ end }) => end === "worse");
  const passed = outcomes.filter(({ end }) => end === "passed");
  const truth = truthOf(traffic, difference, setting.margins);
  const count = wrongOf(truth, worse.length, passed.length);
  return {
    setting: name,
    traffic,
    difference: named,
    truth,
    shifts,
    worse: worse.length,
    passed: passed.length,
    ...(worse.length > 0 && { atVerdict: atVerdict(worse) }),
    ...(passed.length > 0 && {
      enoughAfter: STEPS.map((_, step) => spread(passed.map(({ enoughAfter }) => enoughAfter[step] ?? 0))),
    }),
    wrong: { count, share: count / shifts, interval: wilsonInterval(count, shifts) },
    holds: count <= ALPHA * shifts || binomialTest(count, shifts, ALPHA) >= 0.001,
  };
}

function truthOf(traffic: Traffic, { error, slower, laterMs }: Difference, margins: Margins): Truth {
  if (error > margins.error || slower > margins.latency || laterMs > 0) {
    // Who is bad for three seconds of some minutes is within the margins of the whole shift, and was beyond them then.
    return traffic === "brief" ? "either" : "worse";
  }
  const at = error === margins.error || slower === margins.latency;
  return at && traffic !== "brief" ? "at the margin" : "not worse";
}

/** At the margin both verdicts are wrong: the more frequent one counts. */
function wrongOf(truth: Truth, worse: number, passed: number): number {
  if (truth === "either") return 0;
  if (truth === "at the margin") return Math.max(worse, passed);
  return truth === "worse" ? passed : worse;
}

function atVerdict(outcomes: readonly ShiftOutcome[]): NonNullable<Row["atVerdict"]> {
  return {
    seconds: spread(outcomes.map(({ seconds }) => seconds)),
    failed: spread(outcomes.map(({ failed }) => failed)),
    users: spread(outcomes.map(({ users }) => users)),
  };
}

function spread(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  return { p50: quantile(sorted, 0.5), p95: quantile(sorted, 0.95) };
}

/** Simulates shifts of all kinds. */
export function calibrate(shifts: number, seed: number, onProgress: (step: string) => void): CalibrationReport {
  const rows = KINDS.map((kind, index) => {
    onProgress(`${index + 1} of ${KINDS.length}: ${kind.setting}, ${kind.traffic}, ${kind.difference}`);
    return calibrateOne(kind, shifts, seed + index);
  });
  return {
    formatVersion: 2,
    date: new Date().toISOString().slice(0, 10),
    seed,
    shifts,
    alpha: ALPHA,
    settings: SETTINGS,
    shift: { steps: STEPS, holdSeconds: HOLD_SECONDS, mostSeconds: MOST_SECONDS },
    rows,
    ok: rows.every(({ holds }) => holds),
  };
}
