import { definePolicy } from "../engine/policy";
import { type HostPort, portsOf } from "../objects/known-hosts";
import { type StackView } from "../objects/stack-view";
import { type Destination, type Route } from "../objects/virtual-service";
import { deadMatches } from "../rules/usable-routes";
import { type DestinationRule } from "../objects/destination-rule";
import { rulesCovering } from "../rules/host-rules";

export const routesFitTheirPorts = definePolicy({
  name: "routes-fit-their-ports",
  description:
    "Every port that a route sends to is one of its host's, and every rule is for a port that it can be about: http rules for HTTP, tls for HTTPS and TLS, tcp for TCP, whether they are for the mesh or for a Gateway's servers. Istio ignores others without a word, and answers 503 where there is no such port.",
  severity: "high",
  codes: [],
  url: "https://istio.io/latest/docs/ops/common-problems/network-issues/#route-rules-dont-seem-to-affect-traffic-flow",
  remediationSteps:
    "send to the Service's port (port, not targetPort); write rules for the protocol that the port's name or the Gateway's server says, or correct that.",
  // Advice in prod for one release, as every new policy.
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "stack",
  settings: {},
  subjects: (view) => view.virtualServices,
  check(virtualService, { view, each, report }) {
    each(virtualService.routes(), (route) => {
      each(route.destinations(), (destination) => {
        const wrong = wrongPort(route, destination, view);
        if (wrong !== undefined) report(`${route.title} ${wrong}`);
      });
      each(deadMatches(virtualService, route, view), ({ place, why }) => {
        const at = place === undefined ? "" : `, ${place.path.slice(route.place.path.length + 1)},`;
        report(`${route.title}${at} is never looked at: ${why}`);
      });
    });
  },
});

function wrongPort({ protocol }: Route, destination: Destination, view: StackView): string | undefined {
  const { host } = destination;
  const ports = host === undefined ? undefined : portsOf(view, host);
  if (host === undefined || !ports) return undefined;
  const wanted = destination.port;
  const port = wanted === undefined ? onlyOne(ports) : ports.find(({ number }) => number === wanted);
  if (!port) {
    if (wanted === undefined) return undefined;
    const leading = ports.filter(({ target }) => target === wanted).map(({ number }) => number);
    const hint = leading.length > 0 ? `; ${wanted} is its pods' own, to which ${leading.join(" and ")} leads` : "";
    return `sends to port ${wanted} of ${host}, which has only ${ports.map(({ number }) => number).join(", ")}${hint}`;
  }
  if (protocol !== "http" || port.traffic !== "tls" || originatesTls(view, destination, port.number)) return undefined;
  return `sends plain HTTP to port ${port.number} (${port.label}) of ${host}, and no DestinationRule makes it TLS`;
}

function onlyOne(ports: readonly HostPort[]): HostPort | undefined {
  return ports.length === 1 ? ports[0] : undefined;
}

/** What makes TLS, or Istio's mutual TLS, of what a client sends as plain text. */
const ENCRYPTING: readonly (string | undefined)[] = ["SIMPLE", "MUTUAL", "ISTIO_MUTUAL"];

/** Whether some DestinationRule says that clients encrypt what they send to a port of a host. */
function originatesTls(view: StackView, { host = "" }: Destination, port: number | undefined): boolean {
  return rulesCovering(view, host).some((rule) => encrypts(rule, port));
}

function encrypts(rule: DestinationRule, port: number | undefined): boolean {
  return rule.trafficPolicies().some((policy) => {
    const own = policy.port?.number();
    return ENCRYPTING.includes(policy.place.at("tls", "mode").text()) && (own === undefined || own === port);
  });
}
