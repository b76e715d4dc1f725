import { type RouteArrival } from "../arrival/report";
import { type ProxiesSnapshot } from "./snapshot";

/**
 * How far a service's routes have come, over all VirtualServices that have them: sidecars have theirs of one, a gateway of
 * another.
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
