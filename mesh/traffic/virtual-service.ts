import { type VirtualServiceSpec } from "../istio/istio-types";
import { type GatewayEntry } from "./foreign-service";
import { type RequestMatch } from "./request-match";
import { type DefaultRoute, DEFAULT_RULE, type RouteOptions, type Rule, type TrafficPlan } from "./traffic-plan";

export type HttpRoute = NonNullable<VirtualServiceSpec["http"]>[number];

/**
 * The VirtualService that makes the mesh's sidecars do what a plan says: the rules in their order, the default last.
 * `host` is the service's fully qualified name; its versions are the subsets of {@link destinationRuleSpec}.
 */
export function virtualServiceSpec(plan: TrafficPlan, host: string): VirtualServiceSpec {
  return {
    hosts: [host],
    gateways: ["mesh"],
    http: [
      ...plan.rules.map((rule) => ({ ...httpRoute(rule.name, rule, host), match: [httpMatch(rule)] })),
      httpRoute(DEFAULT_RULE, plan.default, host),
    ],
  };
}

/**
 * The VirtualService that makes a gateway split what it is asked of a service's hosts: a gateway does not follow those
 * of the sidecars (istio.io, Traffic Management Problems: route rules have no effect on ingress gateway requests). The
 * port is named, because that of a gateway says nothing of the service's. Rules for callers with certain labels are
 * none for a gateway.
 */
export function gatewayRouteSpec(
  plan: TrafficPlan,
  host: string,
  { name, hosts, port }: GatewayEntry & { readonly port: number },
): VirtualServiceSpec {
  return {
    hosts: [...hosts],
    gateways: [name],
    http: virtualServiceSpec(atGateway(plan), host).http?.map((route) => ({
      ...route,
      route: route.route?.map((one) => ({ ...one, destination: { ...one.destination, port: { number: port } } })),
      ...(route.mirrors && {
        mirrors: route.mirrors.map((one) => ({ ...one, destination: { ...one.destination, port: { number: port } } })),
      }),
    })),
  };
}

/** A plan as far as a gateway can follow it: it has none of the labels that callers may have. */
function atGateway(plan: TrafficPlan): TrafficPlan {
  return { ...plan, rules: plan.rules.filter(({ match }) => match.sourceLabels === undefined) };
}

/** The conditions of a rule, as a VirtualService has them. */
export function httpMatch({ match }: Rule): RequestMatch {
  const { headers, uri, method, sourceLabels } = match;
  return {
    ...(headers && { headers }),
    ...(uri && { uri }),
    ...(method && { method }),
    ...(sourceLabels && { sourceLabels }),
  };
}

/** A route of a VirtualService without its conditions: how it splits requests, and what else it does to them. */
export function httpRoute(name: string, { weights, ...options }: DefaultRoute, host: string): HttpRoute {
  return {
    name,
    route: Object.entries(weights).map(([subset, weight]) => ({ destination: { host, subset }, weight })),
    ...routeOptions(options, host),
  };
}

function routeOptions({ timeout, retries, fault, mirror }: RouteOptions, host: string): HttpRoute {
  return {
    ...(timeout && { timeout }),
    ...(retries && { retries }),
    ...(fault && {
      fault: {
        ...(fault.delay && {
          delay: { percentage: { value: fault.delay.percent }, fixedDelay: fault.delay.fixedDelay },
        }),
        ...(fault.abort && {
          abort: { percentage: { value: fault.abort.percent }, httpStatus: fault.abort.httpStatus },
        }),
      },
    }),
    ...(mirror && {
      mirrors: [{ destination: { host, subset: mirror.version }, percentage: { value: mirror.percent } }],
    }),
  };
}
