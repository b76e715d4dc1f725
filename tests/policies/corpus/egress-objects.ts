import { type Properties } from "../test-stack";
import {
  destinationRule,
  gateway,
  type Manifest,
  namespace,
  pods,
  secret,
  service,
  serviceEntry,
  share,
  virtualService,
} from "./manifest";
import { type Sample } from "./sample";

const CURL = "curl/curl.yaml";
const EGRESS = "istio-egressgateway.istio-system.svc.cluster.local";
export const CNN = "edition.cnn.com";
export const NGINX = "my-nginx.mesh-external.svc.cluster.local";
export const NGINX_EXAMPLE = "nginx.example.com";
export const WIKIPEDIA = "*.wikipedia.org";

export function task(step: string, manifests: readonly Manifest[], why: string): Sample {
  return { name: `tasks/traffic-management/egress/${step}`, files: [CURL], manifests, why };
}

export function outside(name: string, host: string, ...ports: Properties[]): Manifest {
  return serviceEntry(name, { hosts: [host], ports, resolution: "DNS", location: "MESH_EXTERNAL" });
}

export const tlsOnPort = (number: number, tls: Properties): Properties => ({ port: { number }, tls });

/** The Gateway of the egress gateway's pods, and the subset under which its clients know it. */
export function egress(name: string, host: string, server: Properties, subset: Properties = {}): Manifest[] {
  return [
    gateway("istio-egressgateway", { selector: { istio: "egressgateway" }, servers: [{ hosts: [host], ...server }] }),
    destinationRule(`egressgateway-for-${name}`, { host: EGRESS, subsets: [{ name, ...subset }] }),
  ];
}

/** Sidecars send to the egress gateway what they have for the host, and the gateway sends it on. */
export function throughEgress(
  name: string,
  host: string,
  protocol: "http" | "tls",
  hops: readonly [Hop, Hop],
): Manifest {
  const [inside, onward] = hops;
  const rule = (who: string, { port, target, targetPort, subset }: Hop) => ({
    match: [{ gateways: [who], port, ...(protocol === "tls" && { sniHosts: [host] }) }],
    route: [share(100, target, subset, targetPort)],
  });
  return virtualService(`direct-${name}-through-egress-gateway`, {
    hosts: [host],
    gateways: ["istio-egressgateway", "mesh"],
    [protocol]: [rule("mesh", inside), rule("istio-egressgateway", onward)],
  });
}

interface Hop {
  readonly port: number;
  readonly target: string;
  readonly targetPort: number;
  readonly subset?: string;
}

export const toEgress = (port: number, targetPort: number, subset: string): Hop => ({
  port,
  target: EGRESS,
  targetPort,
  subset,
});

/** How sidecars connect to the egress gateway for one host: with mutual TLS and the host's name as SNI. */
export function mutualToEgress(sni: string, port: number): Properties {
  return {
    trafficPolicy: {
      loadBalancer: { simple: "ROUND_ROBIN" },
      portLevelSettings: [tlsOnPort(port, { mode: "ISTIO_MUTUAL", sni })],
    },
  };
}

/** A server outside of the mesh that wants a certificate, in a namespace without sidecars. */
export function nginxOutside(): Manifest[] {
  const inNamespace = { namespace: "mesh-external" };
  const { metadata, ...nginx } = pods("my-nginx", { run: "my-nginx" }, "nginx");
  return [
    namespace("mesh-external", {}),
    service("my-nginx", { ports: [{ port: 443, name: "https" }], selector: { run: "my-nginx" } }, inNamespace),
    { ...nginx, metadata: { ...metadata, ...inNamespace } },
  ];
}

export const CREDENTIAL = secret("client-credential");
