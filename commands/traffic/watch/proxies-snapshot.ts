import { type RouteArrival } from "../arrival/report";
import { type ProxiesSnapshot } from "./snapshot";

/**
 * How far a service's routes have come, over all VirtualServices that have them: sidecars have theirs of one, a gateway
 * of another.
 */
export function proxiesSnapshot(routes: readonly RouteArrival[], forbidden: ReadonlySet<string>): ProxiesSnapshot {
  const all = routes.flatMap(({ proxies }) => proxies);
  const missing = all.filter(({ state }) => state === "missing");
  const synced = all.filter(({ state }) => state === "arrived").length;
  const times = all.flatMap(({ afterMs }) => afterMs ?? []);
  return {
    synced,
    callers: synced + missing.length,
    ...(times.length > 0 && { lastMs: Math.max(...times) }),
    missing: missing.map(({ namespace, pod, reason }) => ({ pod: `${namespace}/${pod}`, reason: reason?.text ?? "" })),
    ...(forbidden.size > 0 && {
      unknown: `the right is missing to create pods/portforward in ${[...forbidden].sort().join(", ")}`,
    }),
  };
}

/** When all proxies had a change, so that a pod that starts later does not count as one that got it late. */
export interface Arrived {
  /** Which change it was: when this machine was told of it. */
  readonly change: string;
  readonly lastMs: number;
}

/** Takes note of the moment at which all proxies have a change; what was noted of the same change before stays. */
export function noteArrival(
  known: Arrived | undefined,
  change: string | undefined,
  { synced, callers, lastMs }: ProxiesSnapshot,
): Arrived | undefined {
  if (change === undefined || lastMs === undefined) return undefined;
  if (known?.change === change) return known;
  return synced === callers ? { change, lastMs } : undefined;
}
