import { type Fields } from "../../mesh/fields";
import { type Path } from "../../mesh/config-path";
import { type AccessLog } from "../../mesh/istio/access-log";
import { type EgressConfig } from "../../mesh/security/egress";
import { type GatewayConfig } from "../../mesh/security/ingress";
import { type MutualTlsMode, type SecurityConfig } from "../../mesh/security/security";

/** What the rest of the config says, as far as the values of Istio's charts have to agree with it. */
export interface RestOfConfig {
  readonly version: string;
  readonly revision?: string | undefined;
  readonly dnsCapture: boolean;
  readonly accessLog: AccessLog;
  readonly gateway: Pick<GatewayConfig, "service" | "nodePort" | "httpsNodePort"> & { readonly tls?: unknown };
  readonly mtls: MutualTlsMode;
  readonly clientTls: SecurityConfig["clientTls"];
  readonly egress: EgressConfig;
}

/** A value of one of Istio's charts on which objects rely that the program writes elsewhere. */
export interface ReliedOnValue {
  readonly at: readonly string[];
  /** Whether a value that somebody set leaves things as the program relies on them; `values` are all of the chart's. */
  readonly agrees: (value: unknown, rest: RestOfConfig, values: Fields) => boolean;
  /** What would be wrong with any other one. */
  readonly otherwise: string;
  /** The key of the config that has the same effect, everywhere. */
  readonly key?: Path;
}
