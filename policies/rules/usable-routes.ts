import { type Server } from "../objects/gateway";
import { type HostPort, portsOf } from "../objects/known-hosts";
import { type Traffic } from "../objects/port-protocol";
import { type StackView } from "../objects/stack-view";
import { fullGateway, type Route, type VirtualService } from "../objects/virtual-service";
import { type Place } from "../resources/value";
import { gatewaysByName } from "./bound-gateway";

/** One of a rule's matches, or the whole rule where it has none, that no proxy looks at. */
export interface DeadMatch {
  readonly place: Place | undefined;
  readonly why: string;
}

/**
 * What of a rule neither the sidecars nor any of its gateways look at: those do so for rules of the kind that a port's
 * protocol asks for, and for the match's own port (istio.io/istio, buildSidecarOutboundListener, tls.go, gateway.go).
 * What the stack does not show may look at anything.
 */
export function deadMatches(rule: VirtualService, route: Route, view: StackView): DeadMatch[] {
  // A delegate is looked at where its root is.
  if (rule.hosts().length === 0) return [];
  const matches = route.place.at("match").items();
  return (matches.length > 0 ? matches : [undefined]).flatMap((place) => {
    const reasons = readersOf(rule, place).map((reader) =>
      reader === "mesh" ? whyNotInMesh(rule, route, place, view) : whyNotAtGateway(reader, rule, route, place, view),
    );
    if (reasons.length === 0) return [{ place, why: "it names none of the VirtualService's gateways" }];
    const known = reasons.filter((reason) => reason !== undefined);
    return known.length < reasons.length ? [] : [{ place, why: [...new Set(known)].join("; ") }];
  });
}

/**
 * The gateways that a match is for, in full, `mesh` being the sidecars: those of the VirtualService if it names none.
 */
function readersOf(rule: VirtualService, match: Place | undefined): string[] {
  const all = rule.gateways().map((name) => (name === "mesh" ? name : fullGateway(name, rule.object)));
  const own = match?.at("gateways").texts() ?? [];
  if (own.length === 0) return all;
  const named = own.map((name) => (name === "mesh" ? name : fullGateway(name, rule.object)));
  return all.filter((name) => named.includes(name));
}

/** Where the sidecars take calls by http rules alone (istio.io/istio, buildSidecarVirtualHostsForVirtualService). */
const HTTP_PORT = 80;

/** The traffic whose ports the sidecars hold each kind of rules against. */
const IN_MESH: Readonly<Record<Route["protocol"], readonly Traffic[]>> = {
  http: ["http", "sniffed"],
  tls: ["tls"],
  tcp: ["tcp", "sniffed"],
};

function whyNotInMesh(
  rule: VirtualService,
  { protocol }: Route,
  match: Place | undefined,
  view: StackView,
): string | undefined {
  const port = match?.at("port").number();
  const reasons = rule.hosts().map((host) => {
    const ports = host.startsWith("*") ? undefined : portsOf(view, host);
    if (!ports) return undefined;
    const here = ports.filter(({ number }) => port === undefined || number === port);
    const isFit = ({ traffic }: HostPort) => IN_MESH[protocol].includes(traffic);
    if (here.some(isFit)) return undefined;
    // To a host without any port of HTTP istiod gives one more for http rules, so that they can turn it into TLS.
    if (protocol === "http" && port === HTTP_PORT && !ports.some(isFit)) return undefined;
    const has = ports.map(({ number, label }) => `${number} (${label})`).join(", ");
    return here.length === 0
      ? `${host} has no port ${port}, only ${has}`
      : `${protocol} rules are not for the ports of ${host}, ${has}`;
  });
  return reasons.some((reason) => reason === undefined) ? undefined : reasons.join("; ");
}

function whyNotAtGateway(
  name: string,
  rule: VirtualService,
  { protocol }: Route,
  match: Place | undefined,
  view: StackView,
): string | undefined {
  const [gateway] = gatewaysByName(view).known(name);
  const servers = gateway?.serversFor(rule.hosts()) ?? [];
  // A host that no server is for is another policy's business, and so is a protocol that Istio does not know.
  if (!gateway || servers.length === 0 || servers.some(({ routedBy }) => routedBy === undefined)) return undefined;
  const port = match?.at("port").number();
  const here = servers.filter((server) => port === undefined || server.port === port);
  if (here.some(({ routedBy }) => routedBy === protocol)) return undefined;
  return here.length === 0
    ? `${gateway.title} has no server for its hosts at port ${port}`
    : `${protocol} rules are not for ${here.map(serverText).join(", ")} of ${gateway.title}`;
}

function serverText({ port, protocol, tlsMode }: Server): string {
  return `port ${port} (${[protocol, tlsMode].filter((part) => part !== undefined).join(" ")})`;
}
