import { type Place } from "../resources/value";

/**
 * Which kind of a VirtualService's rules can be about a port. `sniffed` is what Istio finds out for each connection:
 * HTTP or TCP.
 */
export type Traffic = "http" | "tls" | "tcp" | "udp" | "sniffed";

/** The protocols that istiod knows (istio.io/istio, pkg/config/protocol/instance.go). */
const TRAFFIC: Readonly<Record<string, Traffic>> = {
  http: "http",
  http2: "http",
  http_proxy: "http",
  grpc: "http",
  "grpc-web": "http",
  https: "tls",
  tls: "tls",
  tcp: "tcp",
  mongo: "tcp",
  mysql: "tcp",
  redis: "tcp",
  udp: "udp",
  // What waypoints and ztunnel speak among themselves: a connection, for whoever looks at it from outside.
  hbone: "tcp",
};

/** Kubernetes' own names, which stand in appProtocol only. */
const KUBERNETES_TRAFFIC: Readonly<Record<string, Traffic>> = {
  "kubernetes.io/h2c": "http",
  "kubernetes.io/ws": "http",
  "kubernetes.io/wss": "tls",
};

/**
 * SMTP, DNS, MySQL and MongoDB: the server speaks first or the protocol is not HTTP, so istiod takes these ports for
 * TCP where nothing else is said (istio.io/istio, pkg/config/kube/conversion.go).
 */
const WELL_KNOWN_TCP_PORTS: ReadonlySet<number> = new Set([25, 53, 3306, 27017]);

/** What a protocol's name stands for, in a Gateway or a ServiceEntry; `sniffed` for one that istiod does not know. */
export function trafficOf(protocol: string): Traffic {
  const name = protocol.toLowerCase();
  return Object.hasOwn(TRAFFIC, name) ? (TRAFFIC[name] ?? "sniffed") : "sniffed";
}

/** What istiod takes a port of a Service for: its appProtocol, else the start of its name, else a well-known number. */
export function servicePortTraffic(port: Place): Traffic {
  if (port.at("protocol").text() === "UDP") return "udp";
  const appProtocol = port.at("appProtocol").text();
  if (appProtocol !== undefined && Object.hasOwn(KUBERNETES_TRAFFIC, appProtocol)) {
    return KUBERNETES_TRAFFIC[appProtocol] ?? "sniffed";
  }
  const name = (appProtocol ?? port.at("name").text() ?? "").toLowerCase();
  const traffic = trafficOf(name.startsWith("grpc-web") ? "grpc-web" : (name.split("-")[0] ?? ""));
  if (traffic !== "sniffed") return traffic;
  return WELL_KNOWN_TCP_PORTS.has(port.at("port").number() ?? 0) ? "tcp" : "sniffed";
}
