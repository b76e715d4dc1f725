import { type VirtualServiceSpec } from "../../../mesh/istio/istio-types";
import { type PlacedPlan } from "../placed-plan";
import { type Gateway, gatewaysAt, isForMesh, type VirtualService } from "./callers";
import { expectedRoutes } from "./expected-routes";
import { type ProxyPod } from "./proxy-pods";
import { type RouteContent } from "./route-content";
import { sameRoutes, type Sighting, type Sought } from "./sighting";

/**
 * For how long a proxy that knows nothing of a service may yet be told of it, in milliseconds: istiod collects changes
 * for 0.1 s before it sends any.
 */
const UNKNOWN_FOR_MS = 1_000;

/** A VirtualService that is looked for at the proxies. */
export interface Target {
  readonly virtualService: VirtualService;
  readonly placed: PlacedPlan;
  readonly gateways: readonly Gateway[];
  /** What it said before it changed. */
  readonly before?: VirtualServiceSpec | undefined;
  /** When this machine was told of its last change: on its clock that never jumps, and as people read it. */
  readonly changed?: { readonly at: number; readonly date: string };
}

/** What is known of one proxy. */
export interface TrackedProxy {
  readonly pod: ProxyPod;
  /** Why the last look at it failed. */
  readonly failure?: string | undefined;
  /** By target: what the last look found, and when it was settled after the change. */
  readonly seen: ReadonlyMap<Target, Seen>;
}

export interface Seen {
  readonly sighting: Sighting;
  /** Milliseconds from the change to the look that found the routes; absent where nothing changed. */
  readonly afterMs?: number | undefined;
  /** Whether nothing further is to be expected. */
  readonly settled: boolean;
}

/** Whether a VirtualService's routes are for a proxy. */
export function isFor({ virtualService, gateways }: Target, pod: ProxyPod): boolean {
  return gatewaysAt(virtualService, pod, gateways).length > 0;
}

/** The routes that a proxy should hold where the VirtualService says `spec`. */
export function expectedAt(
  { virtualService, gateways, placed }: Target,
  spec: VirtualServiceSpec,
  pod: ProxyPod,
): RouteContent[] {
  const { namespace, labels } = pod;
  const proxy = { namespace, labels, gateways: gatewaysAt(virtualService, pod, gateways) };
  return expectedRoutes(spec, proxy, placed.port);
}

/** What is looked for at a proxy. */
export function soughtAt(target: Target, pod: ProxyPod): Sought {
  const { virtualService, placed } = target;
  return {
    kind: pod.kind,
    virtualService: virtualService.metadata,
    hosts: isForMesh(virtualService) ? [placed.host] : [],
    expected: expectedAt(target, specOf(target), pod),
  };
}

/**
 * What a look at a proxy says of a target.
 *
 * @param when of the look, and of the first of all looks, on this machine's clock that never jumps
 */
export function seenAt(
  target: Target,
  pod: ProxyPod,
  sighting: Sighting,
  { at, began }: { readonly at: number; readonly began: number },
): Seen {
  const { changed, before } = target;
  if (sighting.kind === "unknown host") {
    return { sighting, settled: at - (changed?.at ?? began) > UNKNOWN_FOR_MS };
  }
  if (sighting.kind === "not held") return { sighting, settled: false };
  const wasSame = before && sameRoutes(expectedAt(target, before, pod), expectedAt(target, specOf(target), pod));
  return { sighting, settled: true, afterMs: changed && !wasSame ? at - changed.at : undefined };
}

/** What a target says now. */
function specOf({ virtualService }: Target): VirtualServiceSpec {
  return virtualService.spec ?? { http: [] };
}

/** `NAMESPACE/NAME`. */
export function keyOf({ metadata }: VirtualService): string {
  return `${metadata.namespace}/${metadata.name}`;
}

/** Whether two states of one object say the same. */
export function sameSpec(a: VirtualService, b: VirtualService): boolean {
  return a.metadata.generation === b.metadata.generation;
}
