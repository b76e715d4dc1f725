import { ALPHA, DEFAULT_MARGINS, type Margins } from "../../traffic/evidence/compare-versions";
import { binomialTest, type Interval, quantile, wilsonInterval } from "../../traffic/statistics";
import { Draw } from "./draw";
import {
  type Difference,
  HOLD_SECONDS,
  REQUESTS_PER_SECOND,
  simulateShift,
  STEPS,
  type Traffic,
  TRAFFIC,
} from "./simulated-shift";

const { error, latency } = DEFAULT_MARGINS;

/** What is simulated: a version like the old one, one that is at a margin, and some beyond. */
export const DIFFERENCES: Readonly<Record<string, Difference>> = {
  none: { error: 0, latency: 0 },
  "errors at the margin": { error, latency: 0 },
  "latency at the margin": { error: 0, latency },
  "errors 5 points more": { error: 0.05, latency: 0 },
  "errors 50 points more": { error: 0.5, latency: 0 },
  "latency doubled": { error: 0, latency: 1 },
};

/** Of many shifts of one kind: how they ended. */
export interface Row {
  readonly traffic: Traffic;
  readonly difference: string;
  /** Whether the version is beyond a margin: then it must not pass; else it must not be told to be worse. */
  readonly beyond: boolean;
  readonly shifts: number;
  readonly worse: number;
  readonly passed: number;
  /** Median of the seconds until it was told to be worse; absent where it never was. */
  readonly secondsToWorse?: number;
  /** The share of false verdicts, and what it may be. */
  readonly wrong: { readonly count: number; readonly share: number; readonly interval: Interval };
  /** False where so many false verdicts come about less often than once in 1000, were their probability what it may be. */
  readonly holds: boolean;
}

export interface CalibrationReport {
  readonly formatVersion: 1;
  readonly date: string;
  readonly seed: number;
  readonly shifts: number;
  readonly alpha: number;
  readonly margins: Margins;
  readonly shift: {
    readonly steps: readonly number[];
    readonly holdSeconds: number;
    readonly requestsPerSecond: number;
  };
  readonly rows: readonly Row[];
  readonly ok: boolean;
}

/** Simulates shifts of one kind. */
export function calibrateOne(traffic: Traffic, difference: string, shifts: number, seed: number): Row {
  const simulated = DIFFERENCES[difference];
  if (!simulated) throw new Error(`no difference is named ${difference}`);
  const draw = new Draw(seed);
  const outcomes = Array.from({ length: shifts }, () => simulateShift(traffic, simulated, draw));
  const times = outcomes.flatMap(({ worseAt }) => worseAt ?? []).sort((a, b) => a - b);
  const passed = outcomes.filter((outcome) => outcome.passed).length;
  const beyond = simulated.error > error || simulated.latency > latency;
  const atMargin = simulated.error === error || simulated.latency === latency;
  // At the margin both verdicts are wrong: the more frequent one counts.
  const count = beyond ? passed : atMargin ? Math.max(passed, times.length) : times.length;
  return {
    traffic,
    difference,
    beyond,
    shifts,
    worse: times.length,
    passed,
    ...(times.length > 0 && { secondsToWorse: quantile(times, 0.5) }),
    wrong: { count, share: count / shifts, interval: wilsonInterval(count, shifts) },
    holds: count <= ALPHA * shifts || binomialTest(count, shifts, ALPHA) >= 0.001,
  };
}

/** Simulates shifts of all kinds. */
export function calibrate(shifts: number, seed: number, onProgress: (step: string) => void): CalibrationReport {
  const kinds = TRAFFIC.flatMap((traffic) => Object.keys(DIFFERENCES).map((difference) => ({ traffic, difference })));
  const rows = kinds.map(({ traffic, difference }, index) => {
    onProgress(`${index + 1} of ${kinds.length}: ${traffic}, ${difference}`);
    return calibrateOne(traffic, difference, shifts, seed + index);
  });
  return {
    formatVersion: 1,
    date: new Date().toISOString().slice(0, 10),
    seed,
    shifts,
    alpha: ALPHA,
    margins: DEFAULT_MARGINS,
    shift: { steps: STEPS, holdSeconds: HOLD_SECONDS, requestsPerSecond: REQUESTS_PER_SECOND },
    rows,
    ok: rows.every(({ holds }) => holds),
  };
}
