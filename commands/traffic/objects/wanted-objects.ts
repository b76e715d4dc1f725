import { destinationRuleSpec } from "../../../mesh/traffic/destination-rule";
import { ENTRANCE, entranceRoutes } from "../../../mesh/traffic/entrance";
import { gatewayRouteName } from "../../../mesh/traffic/foreign-service";
import { type MeshObject } from "../../../mesh/traffic/read/mesh-object";
import { gatewayRouteSpec, virtualServiceSpec } from "../../../mesh/traffic/virtual-service";
import { type SaidTraffic } from "./said-traffic";

/** What a stack makes for the traffic of one service. */
export interface WantedObjects {
  /** The VirtualService that sidecars follow; absent where none of them calls the service. */
  readonly sidecars?: MeshObject;
  /** The VirtualService that a gateway follows, where one calls the service. */
  readonly gateway?: MeshObject;
  readonly destinationRule: MeshObject;
}

/** The objects that a stack makes of what it says of a service. */
export function wantedObjects({ placed, isForeign, tls, gateway }: SaidTraffic): WantedObjects {
  const { plan, host, namespace, port, labels } = placed;
  const object = (kind: string, name: string, spec: object): MeshObject => ({ kind, namespace, name, spec });
  const rule = destinationRuleSpec(plan, host, tls, isForeign ? labels : undefined);
  const destinationRule = object("DestinationRule", plan.service, rule);
  if (!isForeign && plan.service === ENTRANCE) {
    // Whose hosts and gateways are no matter of its traffic.
    const http = entranceRoutes(host, plan);
    return { gateway: object("VirtualService", "bookinfo", { http }), destinationRule };
  }
  const entry = gateway && gatewayRouteSpec(plan, host, { ...gateway, port });
  return {
    sidecars: object("VirtualService", plan.service, virtualServiceSpec(plan, host)),
    ...(entry && { gateway: object("VirtualService", gatewayRouteName(plan.service), entry) }),
    destinationRule,
  };
}
