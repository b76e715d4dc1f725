import { setTimeout as sleep } from "node:timers/promises";
import { type KubeConfig, type V1Pod } from "@kubernetes/client-node";
import { type PlacedPlan } from "../placed-plan";
import { attribute } from "./attribution";
import { type LoggedRequest } from "./logged-request";
import { parseLine } from "./parse-line";
import { type ProbeTarget, Prober } from "./prober";
import { ProxyLogs, type UnreadProxy } from "./proxy-logs";
import { ServingPods } from "./serving-pods";
import { type CountedRequest, type RuleTally, type StrayTally, Tally } from "./tally";

/** Where the evidence of a rule comes from. */
export type Source = "traffic" | "probes" | "none";

export interface EvidenceOptions {
  /** Requests count that began at this time or later. */
  readonly since: Date;
  /** Sends requests of its own for rules that nobody calls. */
  readonly probe?: ProbeTarget;
  /** Hears of each request that speaks of a version, once, as it is counted. */
  readonly onCounted?: (request: CountedRequest) => void;
  /** Hears of every request that any proxy logged, of those that receive it too. */
  readonly onLogged?: (request: LoggedRequest, pods: ServingPods) => void;
}

/** What the proxies' logs say of the plans' rules, up to now. */
export interface Evidence {
  readonly rules: readonly (RuleTally & {
    readonly source: Source;
    /** Why no probe was sent. */ readonly unprobed?: string;
  })[];
  readonly strays: readonly StrayTally[];
  readonly proxies: { readonly read: number; readonly unread: readonly UnreadProxy[] };
  readonly lines: LineCounts;
}

export interface LineCounts {
  /** Lines that are about a request, to whatever service. */
  readonly requests: number;
  /** Lines about requests in a format that can't be read, and which fields one of them lacks if it is JSON. */
  readonly otherFormat: number;
  readonly lacks?: readonly string[];
}

/**
 * A proxy writes its log once a second (istio, pkg/envoy/proxy.go, --file-flush-interval-msec); the rest is the way
 * here.
 */
const FLUSH_MS = 2000;

/** Reads evidence as it comes; what it says so far can be asked at any time. */
export class EvidenceReader {
  readonly #tally: Tally;
  #plans: readonly PlacedPlan[];
  readonly #pods: ServingPods;
  /** Requests to pods that have not been heard of yet: a proxy may know them first. */
  #waiting: LoggedRequest[] = [];
  readonly #prober: Prober | undefined;
  readonly #since: number;
  readonly #onLogged: EvidenceOptions["onLogged"];
  #until = Infinity;
  #logs: ProxyLogs | undefined;
  #requests = 0;
  #otherFormat = 0;
  #lacks: readonly string[] | undefined;

  private constructor(plans: readonly PlacedPlan[], { since, probe, onCounted, onLogged }: EvidenceOptions) {
    this.#plans = plans;
    this.#pods = new ServingPods();
    this.#tally = new Tally(plans, this.#pods, onCounted);
    this.#since = since.getTime();
    this.#onLogged = onLogged;
    this.#prober = probe && new Prober(plans, probe);
  }

  /**
   * @throws UserError where the cluster does not answer, or a right is missing, with the right's name
   */
  static async open(
    access: KubeConfig,
    plans: readonly PlacedPlan[],
    options: EvidenceOptions,
  ): Promise<EvidenceReader> {
    const reader = new EvidenceReader(plans, options);
    reader.#logs = await ProxyLogs.open(access, options.since, {
      onLine: (line) => reader.#take(line),
      onPods: (pods) => reader.#takePods(pods),
    });
    reader.#prober?.start((placed, rule) => reader.#isCalled(placed, rule));
    return reader;
  }

  /** Counts by other plans from here on, such as after rules or versions have changed. */
  follow(plans: readonly PlacedPlan[]): void {
    this.#plans = plans;
    this.#tally.follow(plans);
  }

  /** Lets go of the seconds before one (since 1970). The sums stay. */
  forgetBefore(second: number): void {
    this.#tally.forgetBefore(second);
  }

  /** What was read up to now. */
  get evidence(): Evidence {
    const rules = this.#tally.rules().map((tally) => {
      const requests = Object.values(tally.versions).reduce((sum, version) => sum + version.requests, 0);
      const probes = this.#prober?.about(tally.placed, tally.rule);
      const source: Source = requests === 0 ? "none" : probes?.sent ? "probes" : "traffic";
      return { ...tally, source, ...(probes?.unreachable !== undefined && { unprobed: probes.unreachable }) };
    });
    return {
      rules,
      strays: this.#tally.strays(),
      proxies: { read: this.#logs?.read ?? 0, unread: this.#logs?.unread ?? [] },
      lines: {
        requests: this.#requests,
        otherFormat: this.#otherFormat,
        ...(this.#lacks && { lacks: this.#lacks }),
      },
    };
  }

  /** Takes in what is on its way of requests that began up to now, and ends. */
  async close(): Promise<Evidence> {
    this.#until = Date.now();
    await this.#prober?.stop();
    await sleep(FLUSH_MS);
    await this.#logs?.close();
    for (const request of this.#waiting.splice(0)) this.#tally.add(request);
    return this.evidence;
  }

  #isCalled(placed: PlacedPlan, rule: string): boolean {
    const tally = this.#tally.rules().find((one) => one.placed.host === placed.host && one.rule === rule);
    return tally !== undefined && Object.keys(tally.versions).length + Object.keys(tally.apart).length > 0;
  }

  #take(line: string): void {
    const parsed = parseLine(line);
    if (parsed.kind === "no request") return;
    if (parsed.kind === "other format") {
      this.#otherFormat++;
      this.#lacks ??= parsed.lacks;
      return;
    }
    const { startedAt } = parsed.request;
    if (startedAt < this.#since || startedAt > this.#until) return;
    this.#requests++;
    this.#onLogged?.(parsed.request, this.#pods);
    if (this.#mayBePlaced(parsed.request)) this.#waiting.push(parsed.request);
    else this.#tally.add(parsed.request);
  }

  /** Whether the pod that served it will tell whose it is, and has not been heard of yet. */
  #mayBePlaced(request: LoggedRequest): boolean {
    const { upstreamHost } = request;
    if (upstreamHost === undefined || this.#pods.hasSeen(upstreamHost)) return false;
    return attribute(request, this.#plans, this.#pods).kind === "of no rule";
  }

  /**
   * What waited for these pods is counted now; what is at no pod's address, such as a node's, waits no longer than
   * once.
   */
  #takePods(pods: readonly V1Pod[]): void {
    this.#pods.take(pods);
    for (const request of this.#waiting.splice(0)) this.#tally.add(request);
  }
}

/**
 * Reads the evidence of some seconds from now on.
 *
 * @throws UserError as {@link EvidenceReader.open}
 */
export async function readEvidence(
  access: KubeConfig,
  plans: readonly PlacedPlan[],
  options: EvidenceOptions & {
    readonly seconds: number;
    /** Called once a second with what there is up to then. */
    readonly onProgress?: (evidence: Evidence) => void;
  },
): Promise<Evidence> {
  const reader = await EvidenceReader.open(access, plans, options);
  const start = Date.now();
  // Looks are counted, since a timer may end a millisecond before its time.
  for (let look = 1; look < options.seconds + 1; look++) {
    await sleep(start + Math.min(look, options.seconds) * 1000 - Date.now());
    options.onProgress?.(reader.evidence);
  }
  return reader.close();
}
