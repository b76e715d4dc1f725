import { type GatewayConfig } from "../../mesh/security/ingress";

/** What a cluster on EKS must have for what is put into it. */
export interface EksNeeds {
  /** The ingress gateway, before which a load balancer may be wanted. */
  readonly gateway: GatewayConfig;
}
