import { type Gateway, type Server } from "../objects/gateway";
import { oncePerStack } from "../objects/once-per-stack";
import { trafficOf } from "../objects/port-protocol";
import { type StackView } from "../objects/stack-view";
import { KeyedItems } from "../resources/keyed-items";
import { ifKnown } from "./if-known";

/** A server and where it stands among all of the stack's. */
export interface PlacedServer {
  readonly gateway: Gateway;
  readonly server: Server;
  readonly position: number;
}

/**
 * Gives the servers with a key that come before one, in their order, so that each pair is found once and whoever needs
 * but the first does not go through all.
 */
export function earlierServers(
  view: StackView,
  gateway: Gateway,
  server: Server,
): (key: string) => Generator<PlacedServer> {
  const all = serversByKey(view);
  const [own] = all.known(ownKey(gateway, server));
  return function* (key) {
    for (const other of all.known(key)) {
      if (!own || other.position >= own.position) return;
      yield other;
    }
  };
}

/** A key for each host: of hosts that differ in their text the more specific one decides. */
export function hostKeys(server: Server): { readonly key: string; readonly host: string }[] {
  const listener = listenerOf(server);
  return server.scopedHosts().map(({ namespace, host }) => ({ key: `${listener} host ${namespace}/${host}`, host }));
}

/**
 * Keys of the servers that cannot share its port and address. istiod merges plain HTTP of any kind, and tells servers
 * with TLS apart by the host's name in it; of all others it keeps the first (istio.io/istio, model.mergeGateways).
 */
export function clashingKinds(server: Server): string[] {
  const kind = kindOf(server);
  if (kind === undefined) return [];
  return KINDS.filter((other) => !canShare(kind, other)).map((other) => `${listenerOf(server)} kind ${other}`);
}

/**
 * A key for each certificate that it shows to browsers at its address. istiod gives each server routes of its
 * own (gatewayRDSRouteName), so a connection that was opened for one server's host knows none of another's.
 */
export function certificatesOf(server: Server): { readonly key: string; readonly name: string }[] {
  const { protocol, place, tlsMode } = server;
  if (protocol !== "HTTPS" || !["SIMPLE", "MUTUAL", "OPTIONAL_MUTUAL"].includes(tlsMode ?? "")) return [];
  const tls = place.at("tls");
  const pairs = [tls, ...tls.at("tlsCertificates").items()].flatMap((pair) => {
    const file = pair.at("serverCertificate").text();
    return file === undefined ? [] : [file];
  });
  const secrets = [tls.at("credentialName"), ...tls.at("credentialNames").items()].flatMap((name) => name.text() ?? []);
  return [...secrets, ...pairs].map((name) => ({ key: `${listenerOf(server)} certificate ${name}`, name }));
}

const KINDS = ["http", "tls", "plain"] as const;
type Kind = (typeof KINDS)[number];

/** `plain` is TCP as it is, HTTPS without `tls` included. */
function kindOf(server: Server): Kind | undefined {
  const traffic = trafficOf(server.protocol);
  if (traffic === "http") return "http";
  if (traffic === "sniffed" || traffic === "udp") return undefined;
  return server.tlsMode === undefined ? "plain" : "tls";
}

function canShare(a: Kind, b: Kind): boolean {
  return a === b && a !== "plain";
}

const serversByKey = oncePerStack((view) => {
  const placed = placedServers(view);
  return new KeyedItems(placed, ({ gateway, server }) => {
    const kind = kindOf(server);
    return [
      ownKey(gateway, server),
      ...hostKeys(server).map(({ key }) => key),
      ...certificatesOf(server).map(({ key }) => key),
      ...(kind === undefined ? [] : [`${listenerOf(server)} kind ${kind}`]),
    ];
  });
});

/** Servers of Gateways that are not known yet are left out: they are not checked themselves either. */
function placedServers(view: StackView): PlacedServer[] {
  const found = view.gateways.flatMap((gateway) =>
    (ifKnown(() => gateway.servers()) ?? []).map((server) => ({ gateway, server })),
  );
  return found.map((one, position) => ({ ...one, position }));
}

function ownKey({ resource }: Gateway, { place }: Server): string {
  return `${resource.urn} ${place.path}`;
}

/** Port and address; the address of every interface is what there is without one. */
function listenerOf({ port, bind }: Server): string {
  return `${port} ${bind === "0.0.0.0" || bind === "::" ? "" : (bind ?? "")}`;
}
