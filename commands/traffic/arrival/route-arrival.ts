import { type VirtualServiceSpec } from "../../../mesh/istio/istio-types";
import { entranceRoutes } from "../../../mesh/traffic/entrance";
import { virtualServiceSpec } from "../../../mesh/traffic/virtual-service";
import { type PlacedPlan } from "../placed-plan";
import { isForMesh, leadsTo, type VirtualService } from "./callers";
import { type IstiodAnswers, reasonFor } from "./istiod";
import { type MissingReason, type ProxyArrival, type RouteArrival } from "./report";
import { firstDifference } from "./route-content";
import { expectedAt, isFor, type Target, type TrackedProxy } from "./target";

/** A target, and the proxies that its routes are for. */
export interface TargetAtProxies {
  readonly placed: PlacedPlan;
  readonly target: Target | undefined;
  readonly proxies: readonly TrackedProxy[];
}

/** Finds the VirtualServices that carry out a plan: the one of the service's name, or else all that lead to it. */
export function ownTargets(placed: PlacedPlan, targets: readonly Target[]): Target[] {
  const leading = targets.filter(
    ({ virtualService }) =>
      virtualService.metadata.namespace === placed.namespace && leadsTo(virtualService, placed.host),
  );
  const named = leading.filter(({ virtualService }) => virtualService.metadata.name === placed.plan.service);
  return named.length > 0 ? named : leading;
}

/** How what the cluster says of a service differs from the plan; undefined where it does not. */
export function differenceFromPlan({ placed, target, proxies }: TargetAtProxies): string | undefined {
  if (!target) return `no VirtualService in the namespace ${placed.namespace} leads to ${placed.host}`;
  const planned = plannedSpec(placed, target.virtualService);
  const own = target.virtualService.spec ?? {};
  for (const { pod } of proxies) {
    const found = expectedAt(target, own, pod);
    const difference = firstDifference(expectedAt(target, planned, pod), { routes: found, defaultRetries: "default" });
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function plannedSpec({ plan, host }: PlacedPlan, virtualService: VirtualService): VirtualServiceSpec {
  return isForMesh(virtualService) ? virtualServiceSpec(plan, host) : { http: entranceRoutes(host, plan) };
}

/** Whether nothing further is to be expected of any proxy. */
export function isSettled({ target, proxies }: TargetAtProxies): boolean {
  return target !== undefined && proxies.every(({ pod, seen }) => !pod.started || seen.get(target)?.settled);
}

/** How many proxies hold the routes, and how many should. */
export function countArrived({ target, proxies }: TargetAtProxies): { arrived: number; callers: number } {
  const sightings = proxies.filter(({ pod }) => pod.started).map(({ seen }) => target && seen.get(target)?.sighting);
  return {
    arrived: sightings.filter((sighting) => sighting?.kind === "held").length,
    callers: sightings.filter((sighting) => sighting?.kind !== "unknown host").length,
  };
}

/** Puts together how far the routes of a service have come. */
export function routeArrival(at: TargetAtProxies, istiods: IstiodAnswers | undefined): RouteArrival {
  const { placed, target } = at;
  const { service } = placed.plan;
  const proxies = target ? at.proxies.map((proxy) => proxyArrival(target, proxy, istiods)) : [];
  const times = proxies.flatMap(({ afterMs }) => afterMs ?? []);
  const differs = differenceFromPlan(at);
  const held = proxies.filter(({ state }) => state === "arrived").length;
  return {
    service,
    host: placed.host,
    ...(target && {
      virtualService: `${target.virtualService.metadata.namespace}/${target.virtualService.metadata.name}`,
    }),
    ...(target?.changed && { changedAt: target.changed.date }),
    ...(times.length > 0 && { firstMs: Math.min(...times), lastMs: Math.max(...times) }),
    ...(differs !== undefined && { differs }),
    proxies,
    ok: differs === undefined && held > 0 && proxies.every(({ state }) => state !== "missing"),
  };
}

function proxyArrival(target: Target, proxy: TrackedProxy, istiods: IstiodAnswers | undefined): ProxyArrival {
  const { pod, seen } = proxy;
  const { namespace, name, kind } = pod;
  const found = seen.get(target);
  const who = { namespace, pod: name, kind };
  if (found?.sighting.kind === "held") {
    const { lastUpdated } = found.sighting;
    const { afterMs } = found;
    return {
      ...who,
      state: "arrived",
      ...(afterMs !== undefined && { afterMs: Math.round(afterMs) }),
      ...(lastUpdated !== undefined && { lastUpdated }),
    };
  }
  if (!pod.started) return { ...who, state: "starting" };
  if (found?.settled) return { ...who, state: "does not call" };
  return { ...who, state: "missing", reason: reasonAt(target, proxy, istiods) };
}

function reasonAt(
  target: Target,
  { pod, failure, seen }: TrackedProxy,
  istiods: IstiodAnswers | undefined,
): MissingReason {
  if (failure !== undefined) return { kind: "no answer", text: `its admin port does not answer: ${failure}` };
  const sighting = seen.get(target)?.sighting;
  const difference = sighting?.kind === "not held" ? sighting.difference : "it does not know the service yet";
  return istiods ? reasonFor(istiods, pod, difference) : { kind: "not sent", text: difference };
}

/** The proxies that a target's routes are for. */
export function atProxies(
  placed: PlacedPlan,
  target: Target | undefined,
  proxies: readonly TrackedProxy[],
): TargetAtProxies {
  return { placed, target, proxies: target ? proxies.filter(({ pod }) => isFor(target, pod)) : [] };
}
