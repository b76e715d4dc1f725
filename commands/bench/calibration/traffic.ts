import { type Stretch } from "../../traffic/evidence/compare-versions";
import { type Draw } from "./draw";

/**
 * How requests of one second hang together, and how they change over a shift. What is common is common to both
 * versions. In `brief` the new version is bad for a few seconds only, in `under load` only once it gets half of the
 * requests.
 */
export const TRAFFIC = ["binomial", "overdispersed", "bursty", "drifting", "brief", "under load"] as const;
export type Traffic = (typeof TRAFFIC)[number];

/** Whether the new version differs at times only. */
export function isAtTimes(traffic: Traffic): boolean {
  return traffic === "brief" || traffic === "under load";
}

/** Half of the old version's requests take at most so long, in milliseconds. */
const MEDIAN_MS = 40;
/** The standard deviation of the latencies' logarithm: the slowest in twenty takes thrice as long as the median. */
const SPREAD = 0.7;

/** How much the requests of a version agree within a second, where they are overdispersed. */
const CORRELATION = 0.05;
const BURST = { probability: 0.05, error: 0.3, latency: 3 } as const;
/** How long it takes from the fewest errors to the most and back, in seconds. */
const DRIFT_SECONDS = 300;

export interface Conditions {
  /** The share of requests that fail. */
  readonly error: number;
  /** The median of the latencies, in milliseconds, without `laterMs`, which each request takes longer. */
  readonly latency: number;
  readonly laterMs: number;
}

/** What a second is like for both versions. */
export function conditions(traffic: Traffic, second: number, error: number, draw: Draw): Conditions {
  if (traffic === "bursty" && draw.uniform() < BURST.probability) {
    return { error: Math.max(error, BURST.error), latency: MEDIAN_MS * BURST.latency, laterMs: 0 };
  }
  // From a share of errors to five times as many and back, while latency doubles.
  if (traffic === "drifting") {
    const height = Math.sin((Math.PI * second) / DRIFT_SECONDS) ** 2;
    return { error: error * (1 + 4 * height), latency: MEDIAN_MS * (1 + height), laterMs: 0 };
  }
  return { error, latency: MEDIAN_MS, laterMs: 0 };
}

/** What a second is like for one version: in an overdispersed one all of its requests are worse or better together. */
export function together(traffic: Traffic, now: Conditions, draw: Draw): Conditions {
  if (traffic !== "overdispersed") return now;
  return {
    ...now,
    error: draw.beta(now.error, CORRELATION),
    latency: now.latency * Math.exp(Math.sqrt(CORRELATION) * SPREAD * draw.normal()),
  };
}

/** What a version does in some requests. */
export function drawStretch(requests: number, { error, latency, laterMs }: Conditions, draw: Draw): Stretch {
  const failed = draw.binomial(requests, error);
  const latencies = new Array<number>(requests - failed);
  for (let index = 0; index < latencies.length; index++) {
    latencies[index] = Math.floor(latency * draw.logNormal(SPREAD) + laterMs);
  }
  return { requests, failed, latencies };
}
