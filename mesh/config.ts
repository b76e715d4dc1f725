import { type EgressConfig } from "./security/egress";
import { type GatewayConfig } from "./security/ingress";
import { type MutualTlsMode, type SecurityConfig } from "./security/security";
import { type TrafficPlan } from "./traffic/traffic-plan";

/** A cluster of Amazon EKS that the program owns, with its network. */
export interface EksClusterConfig {
  readonly kind: "eks";
  readonly name: string;
  /** The region of `aws:region`, e.g. `ap-northeast-1`. */
  readonly region: string;
  /** `major.minor`, e.g. `1.36`. */
  readonly kubernetesVersion: string;
  /** How many availability zones the network spans, two at least. */
  readonly zones: number;
  readonly nodes: {
    readonly desired: number;
    readonly min: number;
    readonly max: number;
    /** An EC2 instance type, e.g. `t3.medium`. */
    readonly instanceType: string;
  };
}

/** A cluster that exists: whatever a kubeconfig and one of its contexts name. */
export interface ExistingClusterConfig {
  readonly kind: "existing";
  /** An absolute path. */
  readonly kubeconfig: string;
  readonly context: string;
}

export type ClusterConfig = EksClusterConfig | ExistingClusterConfig;

/** Helm values, as the chart's own values.yaml has them. */
export type HelmValues = Readonly<Record<string, unknown>>;

export interface IstioConfig {
  /** The version of all three charts. */
  readonly version: string;
  /** An https:// or oci:// chart repository, or the absolute path of a folder of packaged charts. */
  readonly chartSource: string;
  readonly gateway: GatewayConfig;
  /** What a stack sets on top of the program's own values, per release. */
  readonly values: {
    readonly base: HelmValues;
    readonly istiod: HelmValues;
    readonly gateway: HelmValues;
    readonly egressGateway: HelmValues;
  };
}

export interface BookinfoConfig {
  readonly namespace: string;
  /** Where `examples-bookinfo-SERVICE-VERSION` images are pulled from. */
  readonly registry: string;
  readonly tag: string;
}

export type { MutualTlsMode } from "./security/security";

/** A stack's whole configuration, checked. */
export interface MeshConfig {
  readonly cluster: ClusterConfig;
  readonly istio: IstioConfig;
  readonly mtls: MutualTlsMode;
  readonly security: SecurityConfig;
  readonly egress: EgressConfig;
  readonly bookinfo: BookinfoConfig;
  /** One plan per service that the stack configures, in alphabetical order. */
  readonly traffic: readonly TrafficPlan[];
}
