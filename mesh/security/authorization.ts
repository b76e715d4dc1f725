import { BOOKINFO_PORT } from "../bookinfo";
import { type AuthorizationPolicySpec, type RequestAuthenticationSpec } from "../istio/istio-types";
import { type GatewayConfig, redirectingPorts } from "./ingress";
import { type NamedSpec } from "./peer-authentication";
import { type JwtConfig, type TlsException } from "./security";

/** The ingress gateway as a caller: its chart names its ServiceAccount after its release. */
export const GATEWAY = "istio-ingressgateway";

/** Who calls whom in Bookinfo (istio.io, Bookinfo Application): for each service the callers that it must let in. */
export const CALLERS: Readonly<Record<string, readonly string[]>> = {
  productpage: [GATEWAY],
  details: ["productpage"],
  reviews: ["productpage"],
  ratings: ["reviews"],
};

/** What decides who may call whom. */
export interface CallRules {
  readonly authorization: "none" | "enforced";
  /** The application's namespace. */
  readonly namespace: string;
  readonly gatewayNamespace: string;
  readonly exceptions: readonly TlsException[];
}

/** Whether a caller, known by its certificate, may call a service of the application. */
export function mayCall({ authorization }: Pick<CallRules, "authorization">, caller: string, service: string): boolean {
  return authorization === "none" || (CALLERS[service] ?? []).includes(caller);
}

/**
 * Whether a caller without a certificate may call a port, provided that the port takes plain text at all: under
 * enforced authorization only where an exception opens that very port.
 */
export function mayCallWithoutIdentity(
  { authorization, exceptions }: Pick<CallRules, "authorization" | "exceptions">,
  service: string,
  port: number,
): boolean {
  return authorization === "none" || openPorts(exceptions, service).includes(port);
}

function openPorts(exceptions: readonly TlsException[], service: string): number[] {
  const open = exceptions.filter(({ workload, mode }) => workload === service && mode === "permissive");
  return open.map(({ port }) => port ?? BOOKINFO_PORT);
}

/** The domain of all identities in the mesh, Istio's default. */
export const TRUST_DOMAIN = "cluster.local";

/** A workload's identity as Istio's policies write it: the SPIFFE URI of its certificate without the scheme. */
export function principal(caller: string, { namespace, gatewayNamespace }: CallRules): string {
  return caller === GATEWAY
    ? `${TRUST_DOMAIN}/ns/${gatewayNamespace}/sa/${GATEWAY}`
    : `${TRUST_DOMAIN}/ns/${namespace}/sa/bookinfo-${caller}`;
}

/** The calls that each service lets in, one AuthorizationPolicy for each. */
export function allowedCalls(rules: CallRules): NamedSpec<AuthorizationPolicySpec>[] {
  return Object.entries(CALLERS).map(([service, callers]) => ({
    name: service,
    namespace: rules.namespace,
    spec: {
      selector: { matchLabels: { app: service } },
      action: "ALLOW",
      rules: [
        { from: [{ source: { principals: callers.map((caller) => principal(caller, rules)) } }] },
        // A port that is open to plain text is open to those who have no certificate, and to no one else.
        ...openPorts(rules.exceptions, service).map((port) => ({
          from: [{ source: { notPrincipals: ["*"] } }],
          to: [{ operation: { ports: [String(port)] } }],
        })),
      ],
    },
  }));
}

/** Refuses what no other policy of the namespace allows. */
export function denyTheRest({ namespace }: Pick<CallRules, "namespace">): NamedSpec<AuthorizationPolicySpec> {
  return { name: "deny-by-default", namespace, spec: {} };
}

/** Whose tokens the ingress gateway takes. */
export function tokenIssuer(
  { issuer, jwksUri, jwks, audiences }: JwtConfig,
  gatewayNamespace: string,
  selector: Readonly<Record<string, string>>,
): NamedSpec<RequestAuthenticationSpec> {
  return {
    name: "ingress-tokens",
    namespace: gatewayNamespace,
    spec: {
      selector: { matchLabels: { ...selector } },
      jwtRules: [
        {
          issuer,
          ...(jwksUri !== undefined && { jwksUri }),
          ...(jwks !== undefined && { jwks }),
          ...(audiences.length > 0 && { audiences: [...audiences] }),
        },
      ],
    },
  };
}

/** Refuses requests without a token on the paths that demand one; undefined where none does. */
export function tokenRequired(
  { required }: JwtConfig,
  gateway: GatewayConfig,
  selector: Readonly<Record<string, string>>,
): NamedSpec<AuthorizationPolicySpec> | undefined {
  if (required.length === 0) return undefined;
  // A gateway asks its policies before its routes: where all it has is the way to HTTPS, that is what a caller must
  // get.
  const notPorts = redirectingPorts(gateway).map(String);
  const operation = { paths: [...required], ...(notPorts.length > 0 && { notPorts }) };
  return {
    name: "ingress-tokens-required",
    namespace: gateway.namespace,
    spec: {
      selector: { matchLabels: { ...selector } },
      action: "DENY",
      rules: [{ from: [{ source: { notRequestPrincipals: ["*"] } }], to: [{ operation }] }],
    },
  };
}

/** Whether a path demands a token. */
export function demandsToken(jwt: Pick<JwtConfig, "required"> | undefined, path: string): boolean {
  return (jwt?.required ?? []).some((one) => (one.endsWith("*") ? path.startsWith(one.slice(0, -1)) : one === path));
}
