import { DEFAULT_RULE } from "../../../mesh/traffic/traffic-plan";
import { type PlacedPlan } from "../placed-plan";
import { attribute, ruleNames } from "./attribution";
import { type LoggedRequest } from "./logged-request";
import { ServingPods } from "./serving-pods";
import { outcomeOf, wasRetried } from "./outcome";

/** What one version did with a rule's requests in one second. */
export interface SecondOfVersion {
  requests: number;
  failed: number;
  /** Those that failed by Envoy's response flag, or by status; absent where none did. */
  causes?: Record<string, number>;
  /** How long each request took that was answered and not held up on purpose, in milliseconds. */
  latencies: number[];
}

/** A request of a rule that speaks of a version, as it is counted. */
export interface CountedRequest {
  readonly placed: PlacedPlan;
  readonly rule: string;
  readonly version: string;
  readonly failed: boolean;
  /** In milliseconds; absent where it failed or was held up on purpose. */
  readonly latency?: number;
}

/** What was counted of one rule and version. */
export interface VersionTally {
  readonly requests: number;
  readonly retried: number;
  /** Failed requests by Envoy's response flag, or by status. */
  readonly failed: Readonly<Record<string, number>>;
  /**
   * Held up on purpose, by the rule's fault; they are requests like others, but say nothing of how fast a version is.
   */
  readonly delayed: number;
  /** By the second in which the request began, since 1970. */
  readonly seconds: ReadonlyMap<number, Readonly<SecondOfVersion>>;
}

export interface RuleTally {
  readonly placed: PlacedPlan;
  readonly rule: string;
  readonly versions: Readonly<Record<string, VersionTally>>;
  /** Requests that say nothing of a version, by what answered them. */
  readonly apart: Readonly<Record<string, number>>;
}

/** Requests to a plan's service that are of none of its rules, by the name of their route. */
export interface StrayTally {
  readonly placed: PlacedPlan;
  readonly routes: Readonly<Record<string, number>>;
}

/** The name under which requests by an unnamed route are counted. */
const UNNAMED_ROUTE = "(unnamed)";

interface Counting extends VersionTally {
  requests: number;
  retried: number;
  delayed: number;
  readonly failed: Record<string, number>;
  readonly seconds: Map<number, SecondOfVersion>;
}

/** Counts requests by rule, version and second. */
export class Tally {
  #plans: readonly PlacedPlan[];
  readonly #pods: ServingPods;
  readonly #rules = new Map<string, { versions: Map<string, Counting>; apart: Record<string, number> }>();
  readonly #strays = new Map<string, Record<string, number>>();
  readonly #onCounted: (request: CountedRequest) => void;

  /**
   * @param pods tells the versions of requests that were sent to none of them by name
   * @param onCounted hears of each request that speaks of a version, once
   */
  constructor(
    plans: readonly PlacedPlan[],
    pods: ServingPods = new ServingPods(),
    onCounted: (request: CountedRequest) => void = () => undefined,
  ) {
    this.#plans = plans;
    this.#pods = pods;
    this.#onCounted = onCounted;
  }

  /** Counts by other plans from here on: what was counted of a rule that is in both stays. */
  follow(plans: readonly PlacedPlan[]): void {
    this.#plans = plans;
  }

  /** Lets go of the seconds before one, which else take memory for as long as it counts. The sums stay. */
  forgetBefore(second: number): void {
    for (const { versions } of this.#rules.values()) {
      for (const { seconds } of versions.values()) {
        for (const known of seconds.keys()) if (known < second) seconds.delete(known);
      }
    }
  }

  add(request: LoggedRequest): void {
    const attribution = attribute(request, this.#plans, this.#pods);
    if (attribution.kind === "elsewhere") return;
    if (attribution.kind === "of no rule") {
      const { placed, route = UNNAMED_ROUTE } = attribution;
      increment(
        inMap(this.#strays, placed.host, () => ({})),
        route,
      );
      return;
    }
    const { placed, rule, version } = attribution;
    const { versions, apart } = this.#ofRule(placed, rule);
    const outcome = outcomeOf(request);
    if (outcome.kind === "apart") {
      increment(apart, outcome.cause);
      return;
    }
    const counted = inMap(versions, version, nothing);
    const bucket = inMap(counted.seconds, Math.floor(request.startedAt / 1000), quietSecond);

    counted.requests++;
    bucket.requests++;
    if (wasRetried(request)) counted.retried++;
    const failed = outcome.kind === "failed";
    if (failed) {
      increment(counted.failed, outcome.cause);
      bucket.failed++;
      increment((bucket.causes ??= {}), outcome.cause);
    } else if (outcome.delayed) counted.delayed++;
    else bucket.latencies.push(request.duration);
    const latency = failed || outcome.delayed ? undefined : request.duration;
    this.#onCounted({ placed, rule, version, failed, ...(latency !== undefined && { latency }) });
  }

  /** What was counted so far, of every rule of every plan. */
  rules(): RuleTally[] {
    return this.#plans.flatMap((placed) =>
      ruleNames(placed).map((rule) => {
        const { versions, apart } = this.#ofRule(placed, rule);
        return { placed, rule, versions: Object.fromEntries(versions), apart: { ...apart } };
      }),
    );
  }

  /** Of every plan, what came to its service by none of its rules. */
  strays(): StrayTally[] {
    return this.#plans.map((placed) => ({ placed, routes: { ...this.#strays.get(placed.host) } }));
  }

  #ofRule({ host, port }: PlacedPlan, rule: string) {
    const key = `${host}:${port}/${rule}`;
    return inMap(this.#rules, key, () => ({ versions: new Map<string, Counting>(), apart: {} }));
  }
}

/** How a rule splits, in percent by version. */
export function weightsOf({ plan }: PlacedPlan, rule: string): Readonly<Record<string, number>> {
  return (rule === DEFAULT_RULE ? plan.default : plan.rules.find(({ name }) => name === rule))?.weights ?? {};
}

function nothing(): Counting {
  return { requests: 0, retried: 0, delayed: 0, failed: {}, seconds: new Map() };
}

function quietSecond(): SecondOfVersion {
  return { requests: 0, failed: 0, latencies: [] };
}

/** What a map has under a key, put there first where it has nothing. */
function inMap<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key) ?? make();
  map.set(key, found);
  return found;
}

function increment(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
