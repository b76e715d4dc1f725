import { isDeepStrictEqual } from "node:util";
import { type KubeConfig } from "@kubernetes/client-node";
import { askIstiodsIfAble, type IstiodAnswers } from "../arrival/istiod";
import { atProxies, ownTargets, routeArrival } from "../arrival/route-arrival";
import { Tracker } from "../arrival/tracker";
import { evidenceNotes } from "../evidence/evidence-notes";
import { type ProbeTarget } from "../evidence/prober";
import { EvidenceReader } from "../evidence/read-evidence";
import { sharedNames } from "../evidence/shared-names";
import { weightsOf } from "../evidence/tally";
import { readVirtualServices } from "../objects/live-objects";
import { type PlacedPlan } from "../placed-plan";
import { ClusterPoll } from "./cluster-poll";
import { eventsBetween } from "./events";
import { type Arrived, noteArrival, proxiesSnapshot } from "./proxies-snapshot";
import { routedPlan } from "./routed-plan";
import { type ProxiesSnapshot, type Snapshot } from "./snapshot";
import { noteSplit, type SplitHistory } from "./split-history";
import { HISTORY_SECONDS, LAG_SECONDS, type ObservedRule, takeSnapshot } from "./take-snapshot";

export interface WatchOptions {
  readonly stack: string;
  /** Over how many seconds figures are taken. */
  readonly windowSeconds: number;
  /** The one rule that is meant; all where it is undefined. */
  readonly rule?: string | undefined;
  readonly probe?: ProbeTarget;
}

/** How often istiod is asked why a proxy has not got its routes, in milliseconds. */
const ASK_ISTIOD_MS = 3_000;

/** The looks at each proxy, and how many at a time: nobody waits for a watch, so they are few. */
const LOOKS = { intervalMs: 100, concurrency: 8 };

/** Watches the traffic of some services: what callers' proxies log, what routes they hold, and which pods there are. */
export class MeshWatch {
  readonly #access: KubeConfig;
  readonly #planned: readonly PlacedPlan[];
  readonly #options: WatchOptions;
  readonly #reader: EvidenceReader;
  readonly #tracker: Tracker;
  readonly #poll: ClusterPoll;
  readonly #doubts: ReadonlyMap<PlacedPlan, ReadonlyMap<string, string>>;
  readonly #startedAt = Date.now();
  readonly #splits = new Map<string, SplitHistory>();
  readonly #arrived = new Map<string, Arrived>();
  #followed: readonly PlacedPlan[];
  #last: Snapshot | undefined;
  #istiods: IstiodAnswers | undefined;
  #askedAt = 0;

  private constructor(
    access: KubeConfig,
    plans: readonly PlacedPlan[],
    options: WatchOptions,
    parts: {
      reader: EvidenceReader;
      tracker: Tracker;
      poll: ClusterPoll;
      doubts: ReadonlyMap<PlacedPlan, ReadonlyMap<string, string>>;
    },
  ) {
    this.#access = access;
    this.#planned = plans;
    this.#followed = plans;
    this.#options = options;
    this.#reader = parts.reader;
    this.#tracker = parts.tracker;
    this.#poll = parts.poll;
    this.#doubts = parts.doubts;
  }

  /**
   * Begins to watch.
   *
   * @throws UserError where the cluster does not answer, or a right is missing, with the right's name
   */
  static async open(access: KubeConfig, plans: readonly PlacedPlan[], options: WatchOptions): Promise<MeshWatch> {
    const objects = await readVirtualServices(access, plans[0]?.namespace ?? "default");
    const doubts = new Map(plans.map((placed) => [placed, sharedNames(placed, objects)] as const));
    const tracker = new Tracker(access, LOOKS);
    try {
      await tracker.follow(plans);
      const { probe } = options;
      const reader = await EvidenceReader.open(access, plans, { since: new Date(), ...(probe && { probe }) });
      const poll = new ClusterPoll(access, options.stack, plans);
      await poll.start();
      return new MeshWatch(access, plans, options, { reader, tracker, poll, doubts });
    } catch (error) {
      await tracker.close();
      throw error;
    }
  }

  /** What is seen now. To be called about once a second: events are what happened since the call before. */
  snapshot(): Snapshot {
    const now = Date.now();
    this.#followRoutes();
    const { evidence } = this.#reader;
    const proxies = new Map(this.#planned.map((placed) => [placed.host, this.#proxiesOf(placed)]));
    const rules = evidence.rules.filter(({ rule }) => this.#options.rule === undefined || rule === this.#options.rule);
    const sight = takeSnapshot({
      now,
      startedAt: this.#startedAt,
      stack: this.#options.stack,
      windowSeconds: this.#options.windowSeconds,
      connection: this.#poll.connection,
      rules: rules.map((counted) => this.#observe(counted, proxies, now)),
      notes: now - this.#startedAt < QUIET_MS ? [] : evidenceNotes({ ...evidence, rules }),
    });
    const kept = Math.max(this.#options.windowSeconds, HISTORY_SECONDS) + LAG_SECONDS;
    this.#reader.forgetBefore(Math.floor(now / 1000) - kept);
    this.#last = { ...sight, events: eventsBetween(this.#last, sight) };
    return this.#last;
  }

  async close(): Promise<void> {
    this.#poll.stop();
    await Promise.all([this.#tracker.close(), this.#reader.close()]);
  }

  /** Follows what the cluster splits now: weights, rules and versions may have changed. */
  #followRoutes(): void {
    const routed = this.#planned.map((placed) =>
      routedPlan(
        placed,
        ownTargets(placed, this.#tracker.targets).map(({ virtualService }) => virtualService),
      ),
    );
    if (isDeepStrictEqual(routed, this.#followed)) return;
    this.#followed = routed;
    this.#reader.follow(routed);
  }

  #observe(counted: ObservedRule["counted"], proxies: ReadonlyMap<string, ProxiesSnapshot>, now: number): ObservedRule {
    const { placed, rule } = counted;
    const key = `${placed.host}/${rule}`;
    const dates = ownTargets(placed, this.#tracker.targets).flatMap(({ changed }) => changed?.date ?? []);
    const changedAt = Math.max(0, ...dates.map((date) => Date.parse(date))) || now;
    const splits = noteSplit(this.#splits.get(key), weightsOf(placed, rule), changedAt);
    this.#splits.set(key, splits);
    const planned = this.#planned.find(({ host }) => host === placed.host);
    return {
      counted,
      splits,
      proxies: proxies.get(placed.host) ?? { synced: 0, callers: 0, missing: [] },
      pods: Object.fromEntries(
        placed.plan.versions.flatMap((version) => {
          const pods = this.#poll.of(placed, version);
          return pods ? [[version, pods] as const] : [];
        }),
      ),
      shift: this.#poll.shiftOf(placed, rule),
      doubt: planned && this.#doubts.get(planned)?.get(rule),
    };
  }

  #proxiesOf(placed: PlacedPlan): ProxiesSnapshot {
    const targets = ownTargets(placed, this.#tracker.targets);
    const routes = targets.map((target) =>
      routeArrival(atProxies(placed, target, this.#tracker.proxies), this.#istiods),
    );
    const snapshot = proxiesSnapshot(routes, this.#tracker.forbidden);
    const change = routes
      .flatMap(({ changedAt }) => changedAt ?? [])
      .sort()
      .at(-1);
    const arrived = noteArrival(this.#arrived.get(placed.host), change, snapshot);
    if (arrived) {
      this.#arrived.set(placed.host, arrived);
      snapshot.lastMs = arrived.lastMs;
    }
    if (snapshot.missing.length > 0) void this.#askIstiods();
    return snapshot;
  }

  /** What istiod says is only ever a reason: it is shown once it has answered. */
  async #askIstiods(): Promise<void> {
    if (Date.now() - this.#askedAt < ASK_ISTIOD_MS) return;
    this.#askedAt = Date.now();
    this.#istiods = await askIstiodsIfAble(this.#access);
  }
}

/** Before that no line need have come, so that nothing is said of there being none, in milliseconds. */
const QUIET_MS = 6_000;
