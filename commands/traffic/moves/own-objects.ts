import { ENTRANCE } from "../../../mesh/traffic/entrance";
import { gatewayRouteName } from "../../../mesh/traffic/foreign-service";
import { namedRoutes } from "../../../mesh/traffic/named-route";
import { type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { atGateway } from "../../../mesh/traffic/virtual-service";
import { VIRTUAL_SERVICE } from "../../../policies/objects/kinds";
import { type StackOutputs } from "../../stack/outputs";
import { placedPlans } from "../placed-plan";
import { type OwnObject } from "./other-changes";

/** What a change of a service's splits may change: where the rules' requests go, in its VirtualServices. */
export function ownRoutesOf(
  plan: TrafficPlan,
  rules: readonly string[],
  outputs: Pick<StackOutputs, "namespace" | "services">,
): OwnObject[] {
  return placedPlans({ ...outputs, traffic: [plan] }).flatMap(({ namespace, foreign }) => {
    if (!foreign) return [ownRoutes(plan, rules, namespace)];
    const own = routesIn(plan, rules, namespace, plan.service);
    return foreign.gateway ? [own, routesIn(atGateway(plan), rules, namespace, gatewayRouteName(plan.service))] : [own];
  });
}

/** The same for a service of Bookinfo's: what the gateway calls has its routes in the gateway's VirtualService. */
export function ownRoutes(plan: TrafficPlan, rules: readonly string[], namespace: string): OwnObject {
  return routesIn(plan, rules, namespace, plan.service === ENTRANCE ? "bookinfo" : plan.service);
}

function routesIn(plan: TrafficPlan, rules: readonly string[], namespace: string, name: string): OwnObject {
  const indexes = namedRoutes(plan).flatMap((route, index) => (rules.includes(route.name) ? [index] : []));
  return {
    is: VIRTUAL_SERVICE,
    namespace,
    name,
    paths: new RegExp(`^spec\\.http\\[(${indexes.join("|")})\\]\\.route\\b`),
  };
}
