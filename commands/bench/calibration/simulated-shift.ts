import { type Stretch, VersionComparison } from "../../traffic/evidence/compare-versions";
import { type Draw } from "./draw";

/** How requests of one second hang together, and how they change over a shift. What is common is common to both versions. */
export const TRAFFIC = ["binomial", "overdispersed", "bursty", "drifting"] as const;
export type Traffic = (typeof TRAFFIC)[number];

/** How the new version differs from the old one. */
export interface Difference {
  /** By how much more of its requests it fails, from 0 to 1. */
  readonly error: number;
  /** By how much longer it takes, as a share of the old version's time. */
  readonly latency: number;
}

/** A shift in five steps: the new version's share in each, and how long each is held. */
export const STEPS = [0.05, 0.1, 0.25, 0.5, 0.75] as const;
export const HOLD_SECONDS = 60;
export const REQUESTS_PER_SECOND = 40;

/** Of requests to the old version: how many fail, and how long half of the others take at most, in milliseconds. */
const BASE_ERROR = 0.01;
const MEDIAN_MS = 40;
/** The standard deviation of the latencies' logarithm: the slowest in twenty takes thrice as long as the median. */
const SPREAD = 0.7;

/** How much the requests of a version agree within a second, where they are overdispersed. */
const CORRELATION = 0.05;
const BURST = { probability: 0.05, error: 0.3, latency: 3 } as const;

export interface ShiftOutcome {
  /** The second in which the new version was told to be worse first; absent where it never was. */
  readonly worseAt?: number;
  /** Whether it passed: in the last step it was told to be not worse, and never worse. */
  readonly passed: boolean;
}

/** One shift, with a look a second. */
export function simulateShift(traffic: Traffic, difference: Difference, draw: Draw): ShiftOutcome {
  const comparison = new VersionComparison();
  const last = STEPS.length * HOLD_SECONDS;
  for (let second = 0; second < last; second++) {
    if (second > 0 && second % HOLD_SECONDS === 0) comparison.nextStep();
    const share = STEPS[Math.floor(second / HOLD_SECONDS)] ?? 1;
    const now = conditions(traffic, second / last, draw);
    const candidates = draw.binomial(REQUESTS_PER_SECOND, share);
    const slower = { error: now.error + difference.error, latency: now.latency * (1 + difference.latency) };
    comparison.add(
      stretch(traffic, REQUESTS_PER_SECOND - candidates, now, draw),
      stretch(traffic, candidates, slower, draw),
    );
    if (comparison.verdict === "worse") return { worseAt: second + 1, passed: false };
  }
  return { passed: comparison.verdict === "not worse" };
}

interface Conditions {
  /** The share of requests that fail. */
  readonly error: number;
  /** The median of the latencies, in milliseconds. */
  readonly latency: number;
}

/** What a second is like for both versions. */
function conditions(traffic: Traffic, elapsed: number, draw: Draw): Conditions {
  if (traffic === "bursty" && draw.uniform() < BURST.probability) {
    return { error: BURST.error, latency: MEDIAN_MS * BURST.latency };
  }
  // From 1 % to 5 % of errors and back, while latency doubles.
  if (traffic === "drifting") {
    return {
      error: BASE_ERROR * (1 + 4 * Math.sin(Math.PI * elapsed)),
      latency: MEDIAN_MS * (1 + elapsed),
    };
  }
  return { error: BASE_ERROR, latency: MEDIAN_MS };
}

function stretch(traffic: Traffic, requests: number, { error, latency }: Conditions, draw: Draw): Stretch {
  const overdispersed = traffic === "overdispersed";
  const failed = draw.binomial(requests, overdispersed ? draw.beta(error, CORRELATION) : error);
  // In an overdispersed second all requests of a version are slower or faster together.
  const median = overdispersed ? latency * Math.exp(Math.sqrt(CORRELATION) * SPREAD * draw.normal()) : latency;
  const latencies = Array.from({ length: requests - failed }, () =>
    Math.floor(median * Math.exp(SPREAD * draw.normal())),
  );
  return { requests, failed, latencies };
}
