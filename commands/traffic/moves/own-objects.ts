import { ENTRANCE } from "../../../mesh/traffic/entrance";
import { namedRoutes } from "../../../mesh/traffic/named-route";
import { type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { VIRTUAL_SERVICE } from "../../../policies/objects/kinds";
import { type OwnObject } from "./other-changes";

/** The name of the VirtualService that has a service's routes: its own, or, of what the gateway calls, the gateway's. */
export function virtualServiceName(service: string): string {
  return service === ENTRANCE ? "bookinfo" : service;
}

/** What a change of splits may change: where the rules' requests go, in the service's VirtualService. */
export function ownRoutes(plan: TrafficPlan, rules: readonly string[], namespace: string): OwnObject {
  const indexes = namedRoutes(plan).flatMap(({ name }, index) => (rules.includes(name) ? [index] : []));
  return {
    is: VIRTUAL_SERVICE,
    namespace,
    name: virtualServiceName(plan.service),
    paths: new RegExp(`^spec\\.http\\[(${indexes.join("|")})\\]\\.route\\b`),
  };
}
