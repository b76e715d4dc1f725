import * as pulumi from "@pulumi/pulumi";
import { type MutualTlsMode } from "../../config/config";
import { ISTIO_NAMESPACE } from "../../mesh/istio/istio-namespace";
import { clientTlsRules, meshWideTlsRule } from "../../mesh/security/client-tls";
import { type GatewayConfig } from "../../mesh/security/ingress";
import { peerAuthentications } from "../../mesh/security/peer-authentication";
import { type SecurityConfig } from "../../mesh/security/security";
import { DestinationRule, istioObject, PeerAuthentication } from "../istio/istio-objects";
import { CallAuthorization } from "./call-authorization";
import { IngressTokens } from "./ingress-tokens";

export interface MeshSecurityArgs {
  readonly mtls: MutualTlsMode;
  readonly security: SecurityConfig;
  /** The application's namespace. */
  readonly namespace: string;
  /** The ingress gateway. */
  readonly gateway: GatewayConfig;
  /** Labels of the ingress gateway's pods. */
  readonly gatewaySelector: Readonly<Record<string, string>>;
}

/**
 * Where mutual TLS is demanded and what goes with it: how sidecars connect to servers that can't take part in it (the
 * API server first of all), and who may call whom.
 */
export class MeshSecurity extends pulumi.ComponentResource {
  static readonly __pulumiType: string = "mesh:index:MeshSecurity";

  constructor(name: string, args: MeshSecurityArgs, opts?: pulumi.ComponentResourceOptions) {
    super(MeshSecurity.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { mtls, security, namespace, gateway, gatewaySelector } = args;

    const servers = clientTlsRules(security).map(
      (rule) => new DestinationRule(`${name}-${rule.name}`, istioObject(rule), own),
    );

    const [wide, ...workloads] = peerAuthentications({ mtls, namespace, exceptions: security.exceptions });
    // Sidecars use mutual TLS before it is demanded.
    const exceptions = workloads.map(
      (workload) =>
        new PeerAuthentication(`${name}-exception-${workload.name}`, istioObject(workload), {
          ...own,
          dependsOn: servers,
        }),
    );
    const scope = wide.namespace === ISTIO_NAMESPACE ? "mesh" : "namespace";
    // A workload that is an exception must be known as one before the mode closes its ports.
    new PeerAuthentication(`${name}-${scope}`, istioObject(wide), { ...own, dependsOn: [...servers, ...exceptions] });

    const everywhere = meshWideTlsRule(security.clientTls);
    // Servers without sidecar must be known before all others get mutual TLS.
    if (everywhere) {
      new DestinationRule(`${name}-clients`, istioObject(everywhere), { ...own, dependsOn: servers });
    }

    if (security.authorization === "enforced") {
      const calls = { ...security, namespace, gatewayNamespace: gateway.namespace };
      new CallAuthorization(`${name}-calls`, calls, own);
    }
    if (security.jwt) {
      new IngressTokens(`${name}-tokens`, { jwt: security.jwt, gateway, gatewaySelector }, own);
    }

    this.registerOutputs();
  }
}
