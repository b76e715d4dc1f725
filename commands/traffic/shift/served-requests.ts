import { attribute } from "../evidence/attribution";
import { type LoggedRequest } from "../evidence/logged-request";
import { outcomeOf } from "../evidence/outcome";
import { type ServingPods } from "../evidence/serving-pods";
import { type CountedRequest } from "../evidence/tally";
import { type PlacedPlan } from "../placed-plan";

/** For how long lines about one request are waited for, by the time at which it began, in milliseconds. */
const KEEP_MS = 60_000;

/** How many requests are taken in between two looks for those that are too old. */
const SWEEP_EVERY = 1_000;

interface Known {
  readonly startedAt: number;
  /** Whether a caller's proxy has said that it is of the rule. */
  isOfRule: boolean;
  /** Whether the version got it by itself, so that what its proxy logged may be no copy. */
  isOwn: boolean;
  readonly waiting: CountedRequest[];
}

/**
 * Counts how a rule's requests went at the versions' own proxies, the copies that one of them got included. A copy's
 * answer is thrown away, and its caller's proxy logs nothing of it (envoy, ShadowPolicy); the proxy that receives it
 * does, without the rule. So both lines are put together by the request's id, which a copy shares. What answers and
 * what gets copies is measured alike then: by the proxies that receive it.
 */
export class ServedRequests {
  readonly #placed: PlacedPlan;
  readonly #rule: string;
  readonly #mirror: string;
  readonly #onServed: (request: CountedRequest) => void;
  readonly #known = new Map<string, Known>();
  #taken = 0;

  /** @param mirror the version that gets copies */
  constructor(placed: PlacedPlan, rule: string, mirror: string, onServed: (request: CountedRequest) => void) {
    this.#placed = placed;
    this.#rule = rule;
    this.#mirror = mirror;
    this.#onServed = onServed;
  }

  add(request: LoggedRequest, pods: ServingPods): void {
    const { requestId, startedAt } = request;
    if (requestId === undefined) return;
    if (++this.#taken % SWEEP_EVERY === 0) this.#forgetBefore(startedAt - KEEP_MS);
    const sent = attribute(request, [this.#placed], pods);
    if (sent.kind === "of a rule") {
      const known = this.#about(requestId, startedAt);
      known.isOfRule ||= sent.rule === this.#rule;
      known.isOwn ||= sent.version === this.#mirror;
      return this.#count(known);
    }
    const served = this.#served(request, pods);
    if (!served) return;
    const known = this.#about(requestId, startedAt);
    known.waiting.push(served);
    this.#count(known);
  }

  #about(requestId: string, startedAt: number): Known {
    const known = this.#known.get(requestId) ?? { startedAt, isOfRule: false, isOwn: false, waiting: [] };
    this.#known.set(requestId, known);
    return known;
  }

  #count({ isOfRule, isOwn, waiting }: Known): void {
    if (!isOfRule) return;
    for (const served of waiting.splice(0)) {
      if (!isOwn || served.version !== this.#mirror) this.#onServed(served);
    }
  }

  /** What the proxy of one of the versions' pods says of a request that it received. */
  #served(request: LoggedRequest, pods: ServingPods): CountedRequest | undefined {
    if (!request.cluster?.startsWith("inbound|")) return undefined;
    const version = pods.versionAt(this.#placed, request.upstreamHost);
    if (version === undefined) return undefined;
    // A name that tells copies by their host, where the mesh gives them one, is no reason to leave them out here.
    const outcome = outcomeOf({ ...request, authority: undefined });
    if (outcome.kind === "apart") return undefined;
    const failed = outcome.kind === "failed";
    const about = { placed: this.#placed, rule: this.#rule, version, failed };
    return failed ? about : { ...about, latency: request.duration };
  }

  #forgetBefore(time: number): void {
    for (const [id, { startedAt }] of this.#known) if (startedAt < time) this.#known.delete(id);
  }
}
