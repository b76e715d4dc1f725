import { hostSlug } from "../istio/host-name";
import { ISTIO_NAMESPACE } from "../istio/istio-namespace";
import {
  type DestinationRuleSpec,
  type GatewaySpec,
  type ServiceEntrySpec,
  type SidecarSpec,
  type VirtualServiceSpec,
} from "../istio/istio-types";
import { serviceHost } from "../traffic/destination-rule";
import { type EgressHost, type EgressPort } from "./egress";
import { type NamedSpec } from "./peer-authentication";

/** The egress gateway's Helm release, which names its Service, and the labels of its pods. */
export const EGRESS_GATEWAY = "istio-egressgateway";
const EGRESS_GATEWAY_LABELS = { istio: "egressgateway" } as const;

/** The port of a host for TLS, where it has no other. */
const HTTPS_PORT = 443;

/** The egress gateway as workloads know it. */
export const EGRESS_GATEWAY_HOST = serviceHost(EGRESS_GATEWAY, ISTIO_NAMESPACE);

/** What makes a host known to every workload of the mesh. */
export function serviceEntry({ host, ports }: EgressHost): NamedSpec<ServiceEntrySpec> {
  return {
    name: `egress-${hostSlug(host)}`,
    namespace: ISTIO_NAMESPACE,
    spec: {
      hosts: [host],
      location: "MESH_EXTERNAL",
      // Of a wildcard there is no one address to ask DNS for: calls go where the caller's own look-up led.
      resolution: host.startsWith("*") ? "NONE" : "DNS",
      ports: ports.map(({ number, protocol, tls, targetPort = HTTPS_PORT }) => ({
        number,
        name: `${protocol.toLowerCase()}-${number}`,
        protocol,
        ...(tls && { targetPort }),
      })),
    },
  };
}

/**
 * How TLS is spoken with a host on the ports where it is originated; undefined where there are none. It holds for every
 * proxy, also where all calls leave at the egress gateway: until the routes lead there, sidecars call the host
 * themselves, and must not do so in the clear.
 */
export function originationRule({ host, ports }: EgressHost): NamedSpec<DestinationRuleSpec> | undefined {
  const originating = ports.filter(({ tls }) => tls === "originate");
  if (originating.length === 0) return undefined;
  const trafficPolicy = { portLevelSettings: originating.map((port) => origination(host, port)) };
  return { name: `egress-${hostSlug(host)}`, namespace: ISTIO_NAMESPACE, spec: { host, trafficPolicy } };
}

/**
 * The same for the egress gateway's pods, which apply it in place of the other: they alone can read the Secrets with
 * authorities that a host names. Undefined where it names none.
 */
export function gatewayOriginationRule({ host, ports }: EgressHost): NamedSpec<DestinationRuleSpec> | undefined {
  if (ports.every(({ caSecret }) => caSecret === undefined)) return undefined;
  const portLevelSettings = ports
    .filter(({ tls }) => tls === "originate")
    .map((port) => {
      const { tls, ...rest } = origination(host, port);
      return { ...rest, tls: { ...tls, ...(port.caSecret !== undefined && { credentialName: port.caSecret }) } };
    });
  return {
    name: `egressgateway-${hostSlug(host)}`,
    namespace: ISTIO_NAMESPACE,
    spec: {
      host,
      workloadSelector: { matchLabels: { ...EGRESS_GATEWAY_LABELS } },
      trafficPolicy: { portLevelSettings },
    },
  };
}

function origination(host: string, { number, verify }: EgressPort) {
  const check = verify === "none" ? { insecureSkipVerify: true } : { subjectAltNames: [host] };
  return { port: { number }, tls: { mode: "SIMPLE" as const, sni: host, ...check } };
}

/** What an egress gateway lets out: for each host a Gateway, and the way to it and on from it. */
export interface EgressRoute {
  readonly gateway: NamedSpec<GatewaySpec>;
  readonly route: NamedSpec<VirtualServiceSpec>;
}

/** What the egress gateway opens for one host, and the routes workload -> gateway -> host. */
export function egressRoute({ host, ports }: EgressHost): EgressRoute {
  const name = `egress-${hostSlug(host)}`;
  const at = { name, namespace: ISTIO_NAMESPACE };
  const plain = ports.filter(isHttp);
  const encrypted = ports.filter((port) => !isHttp(port));
  const toGateway = (number: number) => [
    { destination: { host: EGRESS_GATEWAY_HOST, subset: hostSlug(host), port: { number } } },
  ];
  const toHost = (number: number) => [{ destination: { host, port: { number } } }];

  return {
    gateway: {
      ...at,
      spec: {
        selector: { ...EGRESS_GATEWAY_LABELS },
        servers: [
          // What is plain on its way to the gateway travels in the mesh's mutual TLS.
          ...plain.map(({ number }) => ({
            port: { number, name: `https-${number}-${hostSlug(host)}`, protocol: "HTTPS" },
            hosts: [host],
            tls: { mode: "ISTIO_MUTUAL" as const },
          })),
          ...encrypted.map(({ number }) => ({
            port: { number, name: `tls-${number}-${hostSlug(host)}`, protocol: "TLS" },
            hosts: [host],
            tls: { mode: "PASSTHROUGH" as const },
          })),
        ],
      },
    },
    route: {
      ...at,
      spec: {
        hosts: [host],
        gateways: ["mesh", name],
        ...(plain.length > 0 && {
          http: plain.flatMap(({ number }) => [
            { match: [{ gateways: ["mesh"], port: number }], route: toGateway(number) },
            { match: [{ gateways: [name], port: number }], route: toHost(number) },
          ]),
        }),
        ...(encrypted.length > 0 && {
          tls: encrypted.flatMap(({ number }) => [
            { match: [{ gateways: ["mesh"], port: number, sniHosts: [host] }], route: toGateway(number) },
            { match: [{ gateways: [name], port: number, sniHosts: [host] }], route: toHost(number) },
          ]),
        }),
      },
    },
  };
}

/**
 * How workloads connect to the egress gateway: by host, since the gateway tells its hosts apart by the name in the
 * handshake.
 */
export function egressGatewayRule(hosts: readonly EgressHost[]): NamedSpec<DestinationRuleSpec> {
  return {
    name: EGRESS_GATEWAY,
    namespace: ISTIO_NAMESPACE,
    spec: {
      host: EGRESS_GATEWAY_HOST,
      subsets: hosts.map(({ host, ports }) => ({
        name: hostSlug(host),
        trafficPolicy: {
          portLevelSettings: ports.map((port) => ({
            port: { number: port.number },
            tls: isHttp(port) ? { mode: "ISTIO_MUTUAL" as const, sni: host } : { mode: "DISABLE" as const },
          })),
        },
      })),
    },
  };
}

/**
 * Refuses calls to hosts that are not listed, for every workload whose namespace has no Sidecar of its own. A Sidecar
 * and not the mesh's settings, so that it comes after the listed hosts and goes before them.
 */
export const registryOnly: NamedSpec<SidecarSpec> = {
  name: "default",
  namespace: ISTIO_NAMESPACE,
  spec: { egress: [{ hosts: ["*/*"] }], outboundTrafficPolicy: { mode: "REGISTRY_ONLY" } },
};

/** The ports that the egress gateway's Service needs, each once. */
export function egressGatewayPorts(hosts: readonly EgressHost[]): number[] {
  const numbers = hosts.flatMap(({ ports }) => ports.map(({ number }) => number));
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function isHttp({ protocol }: EgressPort): boolean {
  return protocol === "HTTP";
}
