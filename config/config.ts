import { type z } from "zod";
import { type EgressConfig } from "../mesh/security/egress";
import { type GatewayConfig } from "../mesh/security/ingress";
import { type MutualTlsMode, type SecurityConfig } from "../mesh/security/security";
import { type ForeignServices } from "../mesh/traffic/foreign-service";
import { type TrafficPlan } from "../mesh/traffic/traffic-plan";
import { type bookinfoSchema } from "./sections/bookinfo-schema";
import { type ExistingInput } from "./sections/cluster-schema";
import { type EksConfig } from "./sections/eks-config";
import { type IstioInput } from "./sections/istio-schema";

export type EksClusterConfig = EksConfig;

/** A cluster that exists: whatever a kubeconfig, by its absolute path, and one of its contexts name. */
export type ExistingClusterConfig = ExistingInput;

export type ClusterConfig = EksClusterConfig | ExistingClusterConfig;

/** Helm values, as the chart's own values.yaml has them. */
export type HelmValues = Readonly<Record<string, unknown>>;

/** `version` is that of all three charts, and a folder of charts has its absolute path. */
export type IstioConfig = Omit<IstioInput, "gateway"> & {
  readonly version: string;
  /** `dnsZone` is the zone of Route 53 for its hosts. */
  readonly gateway: GatewayConfig & { readonly dnsZone?: string | undefined };
};

export type BookinfoConfig = z.output<typeof bookinfoSchema>;

export type { MutualTlsMode } from "../mesh/security/security";

/** A stack's whole configuration, checked. */
export interface MeshConfig {
  readonly cluster: ClusterConfig;
  readonly istio: IstioConfig;
  readonly mtls: MutualTlsMode;
  readonly security: SecurityConfig;
  readonly egress: EgressConfig;
  readonly bookinfo: BookinfoConfig;
  /** Services that the stack does not own, and may split the traffic of. */
  readonly services: ForeignServices;
  /** One plan per service that the stack configures, in alphabetical order. */
  readonly traffic: readonly TrafficPlan[];
  /** Tags of what AWS makes, beside those of the program. */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}
