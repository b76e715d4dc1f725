import { isIPv6 } from "node:net";
import { type GatewaySpec, type VirtualServiceSpec } from "../istio/istio-types";

/** A certificate that the gateway itself shows, from a Secret of type kubernetes.io/tls in the gateway's namespace. */
interface SecretTls {
  readonly credentialName: string;
}

/** A certificate of AWS Certificate Manager, which the load balancer before the gateway shows. */
interface AcmTls {
  readonly acmCertificateArn: string;
}

/** HTTPS at the ingress gateway. */
export type GatewayTls = (SecretTls | AcmTls) & {
  /** The oldest version of TLS that is spoken. */
  readonly minVersion: "TLSV1_2" | "TLSV1_3";
  /** Whether plain HTTP is answered with the way to HTTPS, and with nothing else. */
  readonly redirect: boolean;
};

/** Where the ingress gateway is and how it is reached from outside. */
export interface GatewayConfig {
  readonly namespace: string;
  readonly service: "LoadBalancer" | "NodePort";
  /** The port of every node that leads to the gateway's HTTP port; used with `NodePort` only. */
  readonly nodePort: number;
  /** The same for its HTTPS port, where it has one. */
  readonly httpsNodePort: number;
  /** The address under which people reach a node; used with `NodePort` only. */
  readonly address: string;
  /** HTTPS; plain HTTP alone where it is not set. */
  readonly tls?: GatewayTls;
}

type Server = NonNullable<GatewaySpec["servers"]>[number];

const plainServer: Server = { port: { number: 80, name: "http", protocol: "HTTP" }, hosts: ["*"] };

/** The ports of the ingress gateway at which the application is served. */
export function applicationServers(tls: GatewayTls | undefined): Server[] {
  if (!tls) return [plainServer];
  return [secureServer(tls), ...(tls.redirect ? [] : [plainServer])];
}

function secureServer(tls: GatewayTls): Server {
  // Behind a load balancer that ends TLS the gateway gets plain HTTP, on a port of its own that tells it from port 80.
  if ("acmCertificateArn" in tls) {
    return { port: { number: 443, name: "http-behind-tls", protocol: "HTTP" }, hosts: ["*"] };
  }
  return {
    port: { number: 443, name: "https", protocol: "HTTPS" },
    hosts: ["*"],
    tls: {
      mode: "SIMPLE",
      credentialName: tls.credentialName,
      minProtocolVersion: tls.minVersion,
    },
  };
}

/** The port at which plain HTTP is redirected, and how; undefined where it is not. */
export function redirection(
  gateway: GatewayConfig,
): { readonly servers: Server[]; readonly http: NonNullable<VirtualServiceSpec["http"]> } | undefined {
  if (!gateway.tls?.redirect) return undefined;
  return {
    servers: [plainServer],
    http: [
      {
        redirect: {
          scheme: "https",
          redirectCode: 301,
          // Behind a NodePort the request names that of plain HTTP, which would be kept.
          ...(gateway.service === "NodePort" && { port: gateway.httpsNodePort }),
        },
      },
    ],
  };
}

/** The ports of the gateway at which a request gets nothing but the way to HTTPS. */
export function redirectingPorts(gateway: GatewayConfig): number[] {
  return (redirection(gateway)?.servers ?? []).map(({ port }) => port.number);
}

/** Where the application is found at the address of the gateway, which a node or a load balancer has. */
export function gatewayOrigin(gateway: GatewayConfig, address: string): string {
  const scheme = gateway.tls ? "https" : "http";
  const host = isIPv6(address) ? `[${address}]` : address;
  if (gateway.service === "LoadBalancer") return `${scheme}://${host}`;
  return `${scheme}://${host}:${gateway.tls ? gateway.httpsNodePort : gateway.nodePort}`;
}

/**
 * The security policies of Elastic Load Balancing that speak no older version of TLS (docs.aws.amazon.com, NLB
 * listeners).
 */
const BALANCER_POLICIES: Readonly<Record<GatewayTls["minVersion"], string>> = {
  TLSV1_2: "ELBSecurityPolicy-TLS13-1-2-2021-06",
  TLSV1_3: "ELBSecurityPolicy-TLS13-1-3-2021-06",
};

/** The annotations of the gateway's Service by which a load balancer of AWS ends TLS with a certificate of ACM. */
export function balancerAnnotations(tls: GatewayTls | undefined): Readonly<Record<string, string>> {
  if (!tls || !("acmCertificateArn" in tls)) return {};
  const prefix = "service.beta.kubernetes.io/aws-load-balancer";
  return {
    [`${prefix}-type`]: "nlb",
    [`${prefix}-ssl-cert`]: tls.acmCertificateArn,
    [`${prefix}-ssl-ports`]: "443",
    [`${prefix}-ssl-negotiation-policy`]: BALANCER_POLICIES[tls.minVersion],
    [`${prefix}-backend-protocol`]: "tcp",
  };
}
