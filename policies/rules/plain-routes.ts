import { type Gateway, type Server } from "../objects/gateway";
import { hostsOverlap } from "../objects/host";
import { oncePerStack } from "../objects/once-per-stack";
import { type StackView } from "../objects/stack-view";
import { fullGateway, type Route, type VirtualService } from "../objects/virtual-service";
import { KeyedItems } from "../resources/keyed-items";
import { type Place } from "../resources/value";
import { pathStart } from "./match-meeting";

/** Where certificate authorities ask for a proof by plain HTTP (RFC 8555, HTTP Challenge). */
const ACME_CHALLENGE = "/.well-known/acme-challenge/";

/**
 * Whether everything that comes to a server by plain HTTP is pointed to HTTPS by its routes, but for the challenges of
 * certificate authorities, which come by plain HTTP alone.
 */
export function isRedirectedByRoutes(gateway: Gateway, server: Server, view: StackView): boolean {
  const bound = boundRules(view)
    .all(gateway.fullName)
    .filter((rule) => rule.hosts().some((host) => server.hosts().some((served) => hostsOverlap(served, host))));
  const isFor = (match: Place | undefined, rule: VirtualService) => isForPlain(match, rule, gateway, server);
  const reached = bound.flatMap((rule) => reachedRoutes(rule, isFor));
  return reached.some(isRedirect) && reached.every((route) => isRedirect(route) || isChallenge(route));
}

const boundRules = oncePerStack((view) => new KeyedItems(view.virtualServices, (rule) => rule.gatewayNames()));

/** The rules that are looked at, up to the first that takes everything. */
function reachedRoutes(
  rule: VirtualService,
  isFor: (match: Place | undefined, rule: VirtualService) => boolean,
): Route[] {
  const here = rule.httpRoutes().filter((route) => matchesOf(route).some((match) => isFor(match, rule)));
  const last = here.findIndex((route) => matchesOf(route).some((match) => isFor(match, rule) && isForAll(match)));
  return last < 0 ? here : here.slice(0, last + 1);
}

function matchesOf({ place }: Route): (Place | undefined)[] {
  const matches = place.at("match").items();
  return matches.length > 0 ? matches : [undefined];
}

/** Whether a match may be of a request that comes to the server, by plain HTTP. */
function isForPlain(match: Place | undefined, { object }: VirtualService, gateway: Gateway, server: Server): boolean {
  const port = match?.at("port").number();
  const scheme = match?.at("scheme", "exact").text();
  const gateways = match?.at("gateways").texts() ?? [];
  return (
    (port === undefined || port === server.port) &&
    (scheme === undefined || scheme === "http") &&
    (gateways.length === 0 || gateways.some((name) => fullGateway(name, object) === gateway.fullName))
  );
}

/** Whether a match says nothing but which port, gateway or scheme it is for. */
function isForAll(match: Place | undefined): boolean {
  const fields = match?.entries().map(([field]) => field) ?? [];
  const isRoot = match?.at("uri", "prefix").text() === "/";
  return fields.every((field) => ["port", "gateways", "scheme", "name"].includes(field) || (field === "uri" && isRoot));
}

function isRedirect({ place }: Route): boolean {
  return place.at("redirect", "scheme").text() === "https";
}

function isChallenge(route: Route): boolean {
  return matchesOf(route).every((match) => pathStart(match).startsWith(ACME_CHALLENGE));
}
