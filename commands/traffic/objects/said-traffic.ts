import { type MeshConfig } from "../../../config/config";
import { applicationTls, clientTlsTowards } from "../../../mesh/security/client-tls";
import { type ClientTls } from "../../../mesh/traffic/destination-rule";
import { type GatewayEntry } from "../../../mesh/traffic/foreign-service";
import { type PlacedPlan, placedPlans } from "../placed-plan";

/** All that a stack's config says of the traffic of one service. */
export interface SaidTraffic {
  readonly placed: PlacedPlan;
  /** Whether the service is one that the stack does not own. */
  readonly isForeign: boolean;
  /** How sidecars connect to it. */
  readonly tls: ClientTls;
  /** Where requests from outside reach it, of a service that the stack does not own. */
  readonly gateway?: GatewayEntry | undefined;
}

/** What a config says of the traffic of every service that it names. */
export function saidTraffic({ bookinfo, traffic, services, mtls, security }: MeshConfig): SaidTraffic[] {
  return placedPlans({ namespace: bookinfo.namespace, traffic, services }).map((placed) => {
    const foreign = services[placed.plan.service];
    if (!foreign) return { placed, isForeign: false, tls: applicationTls(mtls, security.clientTls) };
    return { placed, isForeign: true, tls: clientTlsTowards(security, placed.host), gateway: foreign.gateway };
  });
}
