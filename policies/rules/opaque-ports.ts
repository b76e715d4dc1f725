import { type KubernetesObject } from "../objects/kubernetes-object";
import { oncePerStack } from "../objects/once-per-stack";
import { KeyedItems } from "../resources/keyed-items";

/** A port of a ServiceEntry. */
export interface EntryPort {
  readonly entry: KubernetesObject;
  readonly number: number;
  /** In upper case, as Istio compares it; empty where it is left to guessing. */
  readonly protocol: string;
}

/** Protocols that name the host of each request or connection. All others are bytes to Istio. */
const NAMES_ITS_HOST = new Set(["HTTP", "HTTP2", "HTTP_PROXY", "GRPC", "GRPC-WEB", "HTTPS", "TLS", "UDP"]);

export function isOpaque({ protocol }: EntryPort): boolean {
  return !NAMES_ITS_HOST.has(protocol);
}

export function portsOf(entry: KubernetesObject): EntryPort[] {
  return entry.spec
    .at("ports")
    .items()
    .flatMap((port) => {
      const number = port.at("number").number();
      const protocol = (port.at("protocol").text() ?? "").toUpperCase();
      return number === undefined ? [] : [{ entry, number, protocol }];
    });
}

/** The addresses by which an entry's calls are known; none where it takes every call to its ports. */
export function addressesOf({ spec }: KubernetesObject): string[] {
  return spec
    .at("addresses")
    .texts()
    .map((address) => address.replace(/\/(32|128)$/, "").toLowerCase());
}

/** The stack's ServiceEntries by the ports at which they take bytes, and by the hosts and ports that they are for. */
export const entriesByPort = oncePerStack((view) => ({
  opaque: new KeyedItems(view.serviceEntries, (entry) =>
    portsOf(entry)
      .filter(isOpaque)
      .flatMap(({ number }) => listenersOf(entry, number)),
  ),
  named: new KeyedItems(view.serviceEntries, (entry) =>
    hostsOf(entry).flatMap((host) => portsOf(entry).map(({ number }) => hostPort(host, number))),
  ),
}));

/** Where sidecars listen for a port of an entry: at each of its addresses, else at all. */
export function listenersOf(entry: KubernetesObject, port: number): string[] {
  const addresses = addressesOf(entry);
  return (addresses.length > 0 ? addresses : ["*"]).map((address) => `${address} ${port}`);
}

export function hostsOf({ spec }: KubernetesObject): string[] {
  return spec.at("hosts").texts();
}

export function hostPort(host: string, port: number): string {
  return `${host} ${port}`;
}
