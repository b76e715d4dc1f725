import { ENTRANCE } from "../../../mesh/traffic/entrance";
import { gatewayRouteName } from "../../../mesh/traffic/foreign-service";
import { namedRoutes } from "../../../mesh/traffic/named-route";
import { type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { VIRTUAL_SERVICE } from "../../../policies/objects/kinds";
import { type PlacedPlan } from "../placed-plan";
import { type OwnObject } from "./other-changes";

/**
 * What a change of splits may change: where the rules' requests go, in every VirtualService that has the service's
 * routes.
 */
export function ownRoutes({ plan, namespace }: PlacedPlan, rules: readonly string[]): OwnObject[] {
  return virtualServices(plan).map(({ name, routes }) => {
    const indexes = routes.flatMap((route, index) => (rules.includes(route) ? [index] : []));
    const paths = new RegExp(`^spec\\.http\\[(${indexes.join("|")})\\]\\.(route|mirrors)\\b`);
    return { is: VIRTUAL_SERVICE, namespace, name, paths };
  });
}

/** All of a service's routes, whichever rule they are of. */
export function allRoutes(placed: PlacedPlan): OwnObject[] {
  return ownRoutes(
    placed,
    namedRoutes(placed.plan).map(({ name }) => name),
  );
}

/** The VirtualServices that have a plan's routes, and the rules that each of them has. */
function virtualServices(plan: TrafficPlan): { readonly name: string; readonly routes: readonly string[] }[] {
  const routes = namedRoutes(plan).map(({ name }) => name);
  if (plan.service === ENTRANCE) return [{ name: "bookinfo", routes }];
  // At a gateway nobody has labels: rules for callers of some labels are the sidecars' alone.
  const forAll = plan.rules.filter(({ match }) => match.sourceLabels === undefined);
  const atGateway = namedRoutes({ ...plan, rules: forAll }).map(({ name }) => name);
  return [
    { name: plan.service, routes },
    { name: gatewayRouteName(plan.service), routes: atGateway },
  ];
}
