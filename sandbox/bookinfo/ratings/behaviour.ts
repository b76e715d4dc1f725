import { StartError } from "../service/run";

/** How the ratings service treats one request. */
export interface Treatment {
  /** Answer 503 in place of the ratings. */
  readonly unavailable: boolean;
  /** Wait this long before answering, in milliseconds. */
  readonly delayMs: number;
  /** What /health says. */
  readonly healthy: boolean;
}

/**
 * How a version of ratings treats a request that comes `uptimeMs` after its start; `chance` is a random number in [0,
 * 1). The versions are those of the original service (istio/istio, samples/bookinfo/src/ratings/ratings.js): v1 always
 * answers, the others misbehave, each in its way, half of the time.
 */
export type Behaviour = (uptimeMs: number, chance: number) => Treatment;

const HEALTHY: Treatment = { unavailable: false, delayMs: 0, healthy: true };

const BEHAVIOURS: Readonly<Record<string, Behaviour>> = {
  v1: () => HEALTHY,
  "v-faulty": (_, chance) => ({ ...HEALTHY, unavailable: chance < 0.5 }),
  "v-delayed": (_, chance) => ({ ...HEALTHY, delayMs: chance < 0.5 ? 7_000 : 0 }),
  "v-unavailable": (uptimeMs) => ({ ...HEALTHY, unavailable: isSecondHalf(uptimeMs, 60_000) }),
  "v-unhealthy": (uptimeMs) => {
    const ill = isSecondHalf(uptimeMs, 15 * 60_000);
    return { ...HEALTHY, unavailable: ill, healthy: !ill };
  },
};

/** Whether `time` falls into the second of two halves, each of `halfMs`, that follow each other for ever. */
function isSecondHalf(time: number, halfMs: number): boolean {
  return Math.floor(time / halfMs) % 2 === 1;
}

/** The behaviour of a version (v1 when none is given). Throws StartError for a version that there is not. */
export function behaviourOf(version = "v1"): Behaviour {
  const behaviour = Object.hasOwn(BEHAVIOURS, version) ? BEHAVIOURS[version] : undefined;
  if (behaviour === undefined) {
    throw new StartError(
      `SERVICE_VERSION is "${version}": expected one of ${Object.keys(BEHAVIOURS).join(", ")} (v2 needs a database, which this service does not have)`,
    );
  }
  return behaviour;
}
