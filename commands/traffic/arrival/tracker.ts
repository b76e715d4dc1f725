import { setTimeout as sleep } from "node:timers/promises";
import { type KubeConfig, type V1Pod } from "@kubernetes/client-node";
import pLimit, { type LimitFunction } from "p-limit";
import { reasonOf } from "../../stack/cluster-access";
import { type PlacedPlan } from "../placed-plan";
import { leadsTo, type VirtualService } from "./callers";
import { virtualHosts } from "./held-routes";
import { KnownGateways } from "./known-gateways";
import { ForwardForbidden, PodHttp } from "./pod-http";
import { proxyOf, type ProxyPod } from "./proxy-pods";
import { routeTables, sight } from "./sighting";
import { isFor, keyOf, sameSpec, type Seen, seenAt, soughtAt, type Target, type TrackedProxy } from "./target";
import { watchPods, type WatchedObjects, watchVirtualServices } from "./watch-objects";

/** Where a proxy's Envoy tells of itself to who asks from its own pod (istio.io, Ports used by Istio). */
const ADMIN_PORT = 15000;

/** How long a proxy may take to answer, and how long one is left alone that has not, in milliseconds. */
const ANSWER_MS = 1_000;
const REST_MS = 250;

/** In a mesh with more proxies than this a connection is opened anew for each look. */
const KEPT_CONNECTIONS = 64;

/** Looks at all proxies together, at most: they go through the API server. */
const LOOKS_PER_SECOND = 250;

export interface TrackerOptions {
  readonly intervalMs: number;
  readonly concurrency: number;
}

interface Proxy extends TrackedProxy {
  pod: ProxyPod;
  failure: string | undefined;
  readonly http: PodHttp;
  readonly seen: Map<Target, Seen>;
  looking: boolean;
}

/** Looks at all proxies until each has been seen to hold the routes of all VirtualServices, from each change anew. */
export class Tracker {
  readonly #access: KubeConfig;
  readonly #options: TrackerOptions;
  readonly #limit: LimitFunction;
  readonly #proxies = new Map<string, Proxy>();
  readonly #targets = new Map<string, Target>();
  readonly #gateways: KnownGateways;
  readonly #namespaces = new Map<string, WatchedObjects<VirtualService>>();
  readonly #placed = new Map<string, PlacedPlan>();
  readonly #began = performance.now();
  readonly #end = new AbortController();
  readonly forbidden = new Set<string>();
  #pods: WatchedObjects<V1Pod> | undefined;

  constructor(access: KubeConfig, options: TrackerOptions) {
    this.#access = access;
    this.#options = options;
    this.#gateways = new KnownGateways(access);
    this.#limit = pLimit(options.concurrency);
  }

  /** Begins to look for the routes to the services of some plans, beside those that it looks for already. */
  async follow(plans: readonly PlacedPlan[]): Promise<void> {
    for (const placed of plans) this.#placed.set(placed.host, placed);
    for (const { namespace } of plans) {
      const watched = this.#namespaces.get(namespace);
      if (watched) {
        for (const one of watched.list()) await this.#setTarget(one, undefined);
        continue;
      }
      let first = true;
      const found = await watchVirtualServices(this.#access, namespace, {
        there: (one) => {
          if (!first) void this.#takeChange(one, { at: performance.now(), date: new Date().toISOString() });
        },
        gone: (one) => this.#targets.delete(keyOf(one)),
      });
      this.#namespaces.set(namespace, found);
      first = false;
      for (const one of found.list()) await this.#setTarget(one, undefined);
    }
    this.#pods ??= await watchPods(this.#access, {
      there: (pod) => this.#setPod(pod),
      gone: (pod) => this.#removePod(pod.metadata?.uid),
    });
    for (const proxy of this.#proxies.values()) void this.#look(proxy);
  }

  get targets(): readonly Target[] {
    return [...this.#targets.values()];
  }

  get proxies(): readonly TrackedProxy[] {
    return [...this.#proxies.values()];
  }

  /** All VirtualServices of a namespace that is followed. */
  virtualServices(namespace: string): readonly VirtualService[] {
    return this.#namespaces.get(namespace)?.list() ?? [];
  }

  async close(): Promise<void> {
    this.#end.abort();
    await this.#pods?.stop();
    for (const watched of this.#namespaces.values()) await watched.stop();
    for (const { http } of this.#proxies.values()) http.close();
  }

  /** A gateway that can't be read while the connection is lost is asked for again, for as long as it matters. */
  async #takeChange(virtualService: VirtualService, changed: Target["changed"]): Promise<void> {
    while (!this.#end.signal.aborted && this.#isNewest(virtualService)) {
      try {
        return await this.#setTarget(virtualService, changed);
      } catch {
        await sleep(REST_MS, undefined, { signal: this.#end.signal }).catch(() => undefined);
      }
    }
  }

  /** Whether this is what the cluster said last of a VirtualService. */
  #isNewest({ metadata }: VirtualService): boolean {
    const { namespace, name, generation } = metadata;
    const found = this.virtualServices(namespace).find((one) => one.metadata.name === name);
    return found?.metadata.generation === generation;
  }

  async #setTarget(virtualService: VirtualService, changed: Target["changed"]): Promise<void> {
    const placed = [...this.#placed.values()].find(({ host }) => leadsTo(virtualService, host));
    const key = keyOf(virtualService);
    const known = this.#targets.get(key);
    if (!placed) return void this.#targets.delete(key);
    if (known && sameSpec(known.virtualService, virtualService)) {
      if (known.placed !== placed) this.#targets.set(key, this.#replace(known, { ...known, placed }));
      return;
    }
    const gateways = await this.#gateways.of(virtualService);
    // While they were read it may have changed again, or gone.
    if (!this.#isNewest(virtualService)) return;
    const target = {
      virtualService,
      placed,
      gateways,
      before: known?.virtualService.spec,
      ...(changed && { changed }),
    };
    this.#targets.set(key, target);
    for (const proxy of this.#proxies.values()) void this.#look(proxy);
  }

  /** The same target with other words: what has been seen of it holds on. */
  #replace(known: Target, target: Target): Target {
    for (const { seen } of this.#proxies.values()) {
      const found = seen.get(known);
      if (found) seen.set(target, found);
    }
    return target;
  }

  #setPod(object: V1Pod): void {
    const pod = proxyOf(object);
    if (!pod) return this.#removePod(object.metadata?.uid);
    const known = this.#proxies.get(pod.uid);
    const { namespace, name } = pod;
    const proxy = known ?? {
      pod,
      http: new PodHttp(this.#access, { namespace, name }, ADMIN_PORT),
      failure: undefined,
      seen: new Map<Target, Seen>(),
      looking: false,
    };
    proxy.pod = pod;
    this.#proxies.set(pod.uid, proxy);
    void this.#look(proxy);
  }

  #removePod(uid: string | undefined): void {
    const proxy = this.#proxies.get(uid ?? "");
    proxy?.http.close();
    this.#proxies.delete(uid ?? "");
  }

  /** Looks at a proxy until there is nothing further to be expected of it. */
  async #look(proxy: Proxy): Promise<void> {
    if (proxy.looking) return;
    proxy.looking = true;
    try {
      while (this.#isTracked(proxy) && this.#pending(proxy).length > 0) {
        const start = performance.now();
        await this.#limit(() => this.#lookOnce(proxy));
        const rest = proxy.failure === undefined ? this.#interval() : REST_MS;
        await sleep(Math.max(0, rest - (performance.now() - start)), undefined, { signal: this.#end.signal });
      }
    } catch (error) {
      if (!this.#end.signal.aborted) proxy.failure = reasonOf(error);
    } finally {
      proxy.looking = false;
    }
  }

  /** In a large mesh the looks at each proxy are fewer, so that all together stay within their limit. */
  #interval(): number {
    const looking = [...this.#proxies.values()].filter((proxy) => proxy.looking).length;
    return Math.max(this.#options.intervalMs, (looking * 1000) / LOOKS_PER_SECOND);
  }

  #isTracked(proxy: Proxy): boolean {
    return !this.#end.signal.aborted && this.#proxies.get(proxy.pod.uid) === proxy;
  }

  #pending(proxy: Proxy): Target[] {
    return this.targets.filter((target) => !proxy.seen.get(target)?.settled && isFor(target, proxy.pod));
  }

  async #lookOnce(proxy: Proxy): Promise<void> {
    if (!this.#isTracked(proxy)) return;
    const { kind } = proxy.pod;
    const paths = new Set(this.#pending(proxy).map(({ placed }) => routeTables(kind, placed.port)));
    for (const path of paths) {
      try {
        const hosts = virtualHosts(await proxy.http.get(path, ANSWER_MS));
        const at = performance.now();
        const pending = this.#pending(proxy).filter(({ placed }) => routeTables(kind, placed.port) === path);
        for (const target of pending) {
          const sighting = sight(hosts, soughtAt(target, proxy.pod));
          proxy.seen.set(target, seenAt(target, proxy.pod, sighting, { at, began: this.#began }));
        }
        proxy.failure = undefined;
      } catch (error) {
        if (error instanceof ForwardForbidden) this.forbidden.add(error.namespace);
        proxy.failure = reasonOf(error);
      }
    }
    if (this.#proxies.size > KEPT_CONNECTIONS) proxy.http.close();
  }
}
