import { configPath } from "../config-path";
import { ISTIO_NAMESPACE } from "../istio/istio-namespace";
import { certificateFingerprint } from "./ca-certificates";
import { type EgressConfig } from "./egress";
import { type GatewayConfig } from "./ingress";
import { type JwtConfig, type MutualTlsMode, type SecurityConfig } from "./security";

/** All that decides who can reach what, without anything secret: what a stack tells about its security. */
export interface SecurityPlan extends Omit<SecurityConfig, "jwt" | "authority"> {
  readonly mtls: MutualTlsMode;
  readonly egress: EgressConfig;
  /** The application's namespace. */
  readonly namespace: string;
  readonly gatewayNamespace: string;
  /** The port of plain HTTP at the gateway's address. */
  readonly httpPort: number;
  /** Whether the gateway serves HTTPS. */
  readonly https: boolean;
  /** Whether the gateway answers plain HTTP with nothing but the way to HTTPS. */
  readonly redirect: boolean;
  /** Paths at the gateway that take no request without a token. */
  readonly tokenPaths: JwtConfig["required"];
  readonly meshRoot: MeshRoot;
  /** The Secrets that the config names and somebody else makes. */
  readonly secrets: readonly NamedSecret[];
}

/** Where the mesh's root comes from: istiod made it, or the stack's config has it, with this SHA-256. */
export type MeshRoot = { readonly from: "istiod" } | { readonly from: "config"; readonly sha256: string };

/** A Secret, and the key of the config that names it. */
export interface NamedSecret {
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
}

/** What of a mesh's configuration bears on its security. */
export interface SecuredMesh {
  readonly mtls: MutualTlsMode;
  readonly security: SecurityConfig;
  readonly egress: EgressConfig;
  readonly bookinfo: { readonly namespace: string };
  readonly istio: { readonly gateway: GatewayConfig };
}

/** The security of a whole configuration. */
export function securityPlan({ mtls, security, egress, bookinfo, istio }: SecuredMesh): SecurityPlan {
  const { jwt, authority, ...rest } = security;
  return {
    ...rest,
    mtls,
    egress,
    namespace: bookinfo.namespace,
    gatewayNamespace: istio.gateway.namespace,
    httpPort: istio.gateway.service === "NodePort" ? istio.gateway.nodePort : 80,
    https: istio.gateway.tls !== undefined,
    redirect: istio.gateway.tls?.redirect ?? false,
    tokenPaths: jwt?.required ?? [],
    meshRoot: authority ? { from: "config", sha256: certificateFingerprint(authority.root) } : { from: "istiod" },
    secrets: [...gatewaySecrets(istio.gateway), ...egressSecrets(egress)],
  };
}

function gatewaySecrets({ tls, namespace }: GatewayConfig): NamedSecret[] {
  if (!tls || !("credentialName" in tls)) return [];
  return [{ key: configPath(["istio", "gateway", "tls", "credentialName"]), namespace, name: tls.credentialName }];
}

function egressSecrets({ hosts }: EgressConfig): NamedSecret[] {
  return hosts.flatMap(({ ports }, index) =>
    ports.flatMap(({ caSecret }, at) => {
      const key = configPath(["egress", "hosts", index, "ports", at, "caSecret"]);
      return caSecret === undefined ? [] : [{ key, namespace: ISTIO_NAMESPACE, name: caSecret }];
    }),
  );
}
