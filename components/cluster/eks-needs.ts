import { type IstioConfig } from "../../config/config";

/** What a cluster on EKS must have for what is put into it. */
export interface EksNeeds {
  /** The ingress gateway, before which a load balancer may be wanted. */
  readonly gateway: IstioConfig["gateway"];
  /** Tags of all that AWS makes. */
  readonly tags: Readonly<Record<string, string>>;
}
