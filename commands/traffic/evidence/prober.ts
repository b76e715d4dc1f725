import { setTimeout as sleep } from "node:timers/promises";
import { Pool } from "undici";
import { DEFAULT_RULE, type DefaultRoute, type Rule } from "../../../mesh/traffic/traffic-plan";
import { type PlacedPlan } from "../placed-plan";
import { headersOf, isReachedBy, reach } from "../probe";
import { signIn } from "../session";
import { ruleNames } from "./attribution";

export interface ProbeTarget {
  /** `http://HOST/productpage`, by which requests from outside come in. */
  readonly url: string;
  /** Requests a second for each rule. */
  readonly perSecond: number;
  /** Takes any certificate of the gateway. */
  readonly insecure?: boolean;
}

/** What was done for one rule. */
export interface ProbesOfRule {
  readonly sent: number;
  /** Why none can be sent. */
  readonly unreachable?: string;
}

/**
 * How long real traffic is waited for before a rule counts as not called, in milliseconds: proxies write once a second.
 */
const PATIENCE_MS = 3000;

/** How many probes may be under way: a service that hangs gets no more. */
const MOST_UNDER_WAY = 64;

const TIMEOUT_MS = 10_000;

/** Sends requests through the gateway for rules that nobody calls, at a steady rate. */
export class Prober {
  readonly #plans: readonly PlacedPlan[];
  readonly #target: ProbeTarget;
  readonly #gateway: Pool;
  readonly #base: string;
  readonly #stopped = new AbortController();
  readonly #done = new Map<string, ProbesOfRule>();
  readonly #underWay = new Set<Promise<void>>();
  #sending: Promise<unknown> = Promise.resolve();

  constructor(plans: readonly PlacedPlan[], target: ProbeTarget) {
    const { origin, pathname } = new URL(target.url);
    this.#plans = plans;
    this.#target = target;
    this.#base = pathname.replace(/\/(productpage)?$/, "");
    this.#gateway = new Pool(origin, { connections: 16, connect: { rejectUnauthorized: !target.insecure } });
  }

  /** Begins once it is known which rules nobody calls. */
  start(isCalled: (placed: PlacedPlan, rule: string) => boolean): void {
    this.#sending = this.#send(isCalled);
  }

  /** What was sent for a rule; undefined where it was called already. */
  about({ host }: PlacedPlan, rule: string): ProbesOfRule | undefined {
    return this.#done.get(`${host}/${rule}`);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#sending;
    await Promise.all(this.#underWay);
    await this.#gateway.close();
  }

  async #send(isCalled: (placed: PlacedPlan, rule: string) => boolean): Promise<void> {
    await sleep(PATIENCE_MS, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
    const idle = this.#plans.flatMap((placed) =>
      ruleNames(placed)
        .filter((rule) => !isCalled(placed, rule))
        .map((rule) => ({ placed, rule })),
    );
    await Promise.all(idle.map(({ placed, rule }) => this.#sendFor(placed, rule)));
  }

  async #sendFor(placed: PlacedPlan, rule: string): Promise<void> {
    const { signal } = this.#stopped;
    const note = (probes: ProbesOfRule) => this.#done.set(`${placed.host}/${rule}`, probes);
    const found = await this.#requestFor(placed, rule).catch((error: unknown) => String(error));
    if (typeof found === "string") {
      note({ sent: 0, unreachable: found });
      return;
    }
    const begun = Date.now();
    for (let sent = 0; !signal.aborted;) {
      const due = Math.floor(((Date.now() - begun) / 1000) * this.#target.perSecond) + 1;
      while (sent < due && this.#underWay.size < MOST_UNDER_WAY) {
        this.#ask(found);
        note({ sent: ++sent });
      }
      await sleep(1000 / this.#target.perSecond, undefined, { signal }).catch(() => undefined);
    }
  }

  /** A request that the rule decides about, or why there is none. */
  async #requestFor({ plan, foreign }: PlacedPlan, rule: string) {
    if (foreign)
      return `${plan.service} is not a service of Bookinfo's, and no request from outside is known to lead to it`;
    const route: Rule | DefaultRoute | undefined =
      rule === DEFAULT_RULE ? plan.default : plan.rules.find(({ name }) => name === rule);
    if (!route) return `there is no rule ${rule}`;
    const found = reach(plan, route);
    if (found.kind === "unreachable") return found.reason;
    const { probe } = found;
    const session = probe.user === undefined ? undefined : await signIn(this.#gateway, this.#base, probe.user);
    if (!isReachedBy(plan, route, probe, session)) return "the session's cookie makes another rule match";
    return { path: this.#base + probe.call.publicPath(probe.product), headers: headersOf(probe, session) };
  }

  /** How it goes is in the proxies' logs. */
  #ask({ path, headers }: { readonly path: string; readonly headers: Readonly<Record<string, string>> }): void {
    const asked = this.#gateway
      .request({ method: "GET", path, headers, signal: AbortSignal.timeout(TIMEOUT_MS) })
      .then(async ({ body }) => body.dump())
      .catch(() => undefined)
      .then(() => void this.#underWay.delete(asked));
    this.#underWay.add(asked);
  }
}
