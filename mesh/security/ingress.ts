import { isIPv6 } from "node:net";
import { type GatewaySpec, type VirtualServiceSpec } from "../istio/istio-types";
import { type GatewayTls } from "./gateway-tls";
import { certificateAnnotations, type LoadBalancerConfig } from "../network/load-balancer";

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
  /** The labels of the pods of a gateway that others have installed; the stack installs one where it is not set. */
  readonly selector?: Readonly<Record<string, string>> | undefined;
  /** HTTPS; plain HTTP alone where it is not set. */
  readonly tls?: GatewayTls | undefined;
  /** The names that the application is served at; any where none are set. */
  readonly hosts?: readonly string[] | undefined;
  /** The load balancer of AWS before the gateway of a cluster that the stack owns. */
  readonly loadBalancer?: LoadBalancerConfig | undefined;
  /** The fewest pods of the gateway; its chart's own choice where it is not set. */
  readonly replicas?: number | undefined;
}

type Server = NonNullable<GatewaySpec["servers"]>[number];

const plainServer = (hosts: string[]): Server => ({ port: { number: 80, name: "http", protocol: "HTTP" }, hosts });

/** The names that a Gateway and the routes through it are for, which must be the same in both. */
export function servedHosts({ hosts }: Pick<GatewayConfig, "hosts">): string[] {
  return [...(hosts ?? ["*"])];
}

/** The ports of the ingress gateway at which the application is served, under some names. */
export function applicationServers(tls: GatewayTls | undefined, hosts = servedHosts({})): Server[] {
  if (!tls) return [plainServer(hosts)];
  return [secureServer(tls, hosts), ...(tls.redirect ? [] : [plainServer(hosts)])];
}

function secureServer(tls: GatewayTls, hosts: string[]): Server {
  // Behind a load balancer that ends TLS the gateway gets plain HTTP, on a port of its own that tells it from port 80.
  if ("acmCertificateArn" in tls) {
    return { port: { number: 443, name: "http-behind-tls", protocol: "HTTP" }, hosts };
  }
  return {
    port: { number: 443, name: "https", protocol: "HTTPS" },
    hosts,
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
    servers: [plainServer(servedHosts(gateway))],
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

/**
 * Where the application is found at the address of the gateway, which a node or a load balancer has: under its own
 * name, where it has one, since it answers under no other.
 */
export function gatewayOrigin(gateway: GatewayConfig, address: string): string {
  const scheme = gateway.tls ? "https" : "http";
  const name = gateway.hosts?.find((one) => !one.startsWith("*."));
  const host = name ?? (isIPv6(address) ? `[${address}]` : address);
  if (gateway.service === "LoadBalancer") return `${scheme}://${host}`;
  return `${scheme}://${host}:${gateway.tls ? gateway.httpsNodePort : gateway.nodePort}`;
}

/** The annotations by which a Service of a cluster that the stack does not own asks for a load balancer of AWS. */
export function balancerAnnotations(tls: GatewayTls | undefined): Readonly<Record<string, string>> {
  const annotations = certificateAnnotations(tls);
  if (Object.keys(annotations).length === 0) return {};
  return { "service.beta.kubernetes.io/aws-load-balancer-type": "nlb", ...annotations };
}
