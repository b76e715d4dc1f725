import { type Gateway, type Server } from "../objects/gateway";
import { hostsOverlap } from "../objects/host";
import { oncePerStack } from "../objects/once-per-stack";
import { type StackView } from "../objects/stack-view";
import { type Route } from "../objects/virtual-service";
import { KeyedItems } from "../resources/keyed-items";
import { type Place } from "../resources/value";

/** Where certificate authorities ask for a proof by plain HTTP (RFC 8555, HTTP Challenge). */
const ACME_CHALLENGE = "/.well-known/acme-challenge/";

/**
 * Whether everything that comes to a server by plain HTTP is pointed to HTTPS by its routes, but for the challenges of
 * certificate authorities, which come by plain HTTP alone.
 */
export function isRedirectedByRoutes(gateway: Gateway, server: Server, view: StackView): boolean {
  const bound = routesByGateway(view)
    .all(gateway.fullName)
    .filter((rule) => rule.hosts().some((host) => server.hosts().some((served) => hostsOverlap(served, host))));
  const reached = bound.flatMap((rule) => reachedRoutes(rule.httpRoutes(), server.port));
  return reached.some(isRedirect) && reached.every((route) => isRedirect(route) || isChallenge(route));
}

const routesByGateway = oncePerStack((view) => new KeyedItems(view.virtualServices, (rule) => rule.gatewayNames()));

/** The rules for a port, up to the first that takes everything there. */
function reachedRoutes(routes: readonly Route[], port: number | undefined): Route[] {
  const here = routes.filter((route) => matchesOf(route).some((match) => isFor(match, port)));
  const last = here.findIndex((route) => matchesOf(route).some((match) => isFor(match, port) && isForAll(match)));
  return last < 0 ? here : here.slice(0, last + 1);
}

function matchesOf({ place }: Route): (Place | undefined)[] {
  const matches = place.at("match").items();
  return matches.length > 0 ? matches : [undefined];
}

function isFor(match: Place | undefined, port: number | undefined): boolean {
  const own = match?.at("port").number();
  const scheme = match?.at("scheme", "exact").text();
  return (own === undefined || own === port) && (scheme === undefined || scheme === "http");
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
  return matchesOf(route).every((match) => {
    const uri = match?.at("uri");
    return (uri?.at("prefix").text() ?? uri?.at("exact").text() ?? "").startsWith(ACME_CHALLENGE);
  });
}
