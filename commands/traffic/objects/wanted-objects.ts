import { type ClientTls, destinationRuleSpec } from "../../../mesh/traffic/destination-rule";
import { ENTRANCE, entranceRoutes } from "../../../mesh/traffic/entrance";
import { type MeshObject } from "../../../mesh/traffic/read/mesh-object";
import { virtualServiceSpec } from "../../../mesh/traffic/virtual-service";
import { type PlacedPlan } from "../placed-plan";

/** What a stack makes of one plan. */
export interface WantedObjects {
  readonly virtualService: MeshObject;
  readonly destinationRule: MeshObject;
  /** Whether sidecars follow the routes; else a gateway does. */
  readonly isForSidecars: boolean;
}

/** The objects that a stack makes of a plan. */
export function wantedObjects({ plan, host, namespace, foreign }: PlacedPlan, tls: ClientTls): WantedObjects {
  const spec = destinationRuleSpec(plan, host, tls, foreign?.versions);
  const rule = { kind: "DestinationRule", namespace, name: plan.service, spec };
  const isEntrance = plan.service === ENTRANCE && !foreign;
  const routes = isEntrance
    ? { name: "bookinfo", spec: { http: entranceRoutes(host, plan) } }
    : { name: plan.service, spec: virtualServiceSpec(plan, host) };
  return {
    virtualService: { kind: "VirtualService", namespace, ...routes },
    destinationRule: rule,
    isForSidecars: !isEntrance,
  };
}
