import { DEFAULT_RULE } from "../../../mesh/traffic/traffic-plan";
import { type PlacedPlan } from "../placed-plan";
import { type LoggedRequest } from "./logged-request";
import { type ServingPods } from "./serving-pods";

/** Where Envoy sends requests, as istiod names it: `outbound|PORT|SUBSET|HOST` (istio, BuildSubsetKey). */
export interface OutboundCluster {
  readonly port: number;
  readonly subset: string;
  readonly host: string;
}

/** Which of the plans' rules a request is of, and which version it went to. */
export type Attribution =
  | { readonly kind: "of a rule"; readonly placed: PlacedPlan; readonly rule: string; readonly version: string }
  /** To the service, but by a route of no name, or of one that is no rule's, or to no version that is known. */
  | { readonly kind: "of no rule"; readonly placed: PlacedPlan; readonly route: string | undefined }
  | { readonly kind: "elsewhere" };

function outboundCluster(name: string): OutboundCluster | undefined {
  const [direction, port, subset, host, ...rest] = name.split("|");
  if (direction !== "outbound" || subset === undefined || host === undefined || rest.length > 0) return undefined;
  return { port: Number(port), subset, host };
}

/** The names of a plan's rules, the default last. */
export function ruleNames({ plan }: PlacedPlan): string[] {
  return [...plan.rules.map(({ name }) => name), DEFAULT_RULE];
}

/**
 * Whose request it was. A proxy logs what it receives, too; what it sends has a cluster that begins with `outbound`.
 * The subset says the version. Where it names none of the plan's, the pod that served the request does: `pods` knows
 * it. A route `default` without a subset is not the plan's: istiod calls the route of a service without VirtualService
 * so, as the plan calls its last.
 */
export function attribute(request: LoggedRequest, plans: readonly PlacedPlan[], pods: ServingPods): Attribution {
  const cluster = outboundCluster(request.cluster ?? "");
  const placed = cluster && plans.find(({ host, port }) => host === cluster.host && port === cluster.port);
  if (!placed) return { kind: "elsewhere" };
  const { route } = request;
  const ofNoRule = { kind: "of no rule", placed, route } as const;
  if (route === undefined || !ruleNames(placed).includes(route)) return ofNoRule;
  if (route === DEFAULT_RULE && cluster.subset === "") return ofNoRule;
  const version = placed.plan.versions.includes(cluster.subset)
    ? cluster.subset
    : pods.versionAt(placed, request.upstreamHost);
  return version === undefined ? ofNoRule : { kind: "of a rule", placed, rule: route, version };
}
