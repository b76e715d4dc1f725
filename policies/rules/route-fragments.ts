import { hostCovers } from "../../mesh/security/client-tls";
import { oncePerStack } from "../objects/once-per-stack";
import { type StackView } from "../objects/stack-view";
import { fullGateway, type Route, type VirtualService } from "../objects/virtual-service";
import { KeyedItems } from "../resources/keyed-items";
import { type Place } from "../resources/value";
import { virtualServiceAt, delegateName } from "./delegation";
import { ifKnown } from "./if-known";
import { pathStart } from "./match-meeting";

/** A host at a gateway, for which several VirtualServices may have rules. */
export interface SharedHost {
  readonly gateway: string;
  readonly host: string;
}

/** One alternative of a rule at a gateway. */
export interface Alternative {
  readonly owner: VirtualService;
  readonly route: Route;
  /** All of these have to hold: the rule's match, and under a delegate's the root's. */
  readonly matches: readonly Place[];
  /** Whether it takes everything that no other rule takes: Istio moves it to the end (route.SortVHostRoutes). */
  readonly isCatchAll: boolean;
  /** The start of every path that it takes, in lower case. */
  readonly start: string;
}

/** The hosts that a VirtualService has rules for at gateways. */
export function sharedHosts(rule: VirtualService, view: StackView): SharedHost[] {
  return rule
    .gatewayNames()
    .flatMap((gateway) =>
      rule
        .hosts()
        .flatMap((host) => servedAs(host.toLowerCase(), gateway, view).map((name) => ({ gateway, host: name }))),
    );
}

/** The VirtualServices with rules for a gateway's host, in the order of the stack, as far as they are known. */
export function fragmentsFor({ gateway, host }: SharedHost, view: StackView): readonly VirtualService[] {
  return fragmentsByHost(view).known(`${gateway} ${host}`);
}

/** The alternatives that VirtualServices have at a gateway, as far as they are known. */
export function alternativesAt(gateway: string, owners: readonly VirtualService[], view: StackView): Alternative[] {
  return owners.flatMap((owner) =>
    (ifKnown(() => owner.routes()) ?? []).flatMap(
      (route) => ifKnown(() => alternativesOf(owner, route, gateway, view)) ?? [],
    ),
  );
}

const fragmentsByHost = oncePerStack(
  (view) =>
    new KeyedItems(view.virtualServices, (rule) =>
      sharedHosts(rule, view).map(({ gateway, host }) => `${gateway} ${host}`),
    ),
);

/**
 * The names of Envoy's virtual hosts that a host of a VirtualService becomes at a gateway: itself, and where it is a
 * wildcard each host of the gateway that is narrower (istio.io/istio, buildGatewayHTTPRouteConfig).
 */
function servedAs(host: string, gateway: string, view: StackView): string[] {
  if (!host.startsWith("*")) return [host];
  const served = hostsOfGateways(view).known(gateway)[0]?.hosts ?? [];
  return [...new Set([host, ...served.filter((name) => name !== host && hostCovers(host, name))])];
}

const hostsOfGateways = oncePerStack((view) => {
  const gateways = view.gateways.flatMap((gateway) => {
    const hosts = ifKnown(() => gateway.servers().flatMap((server) => server.hosts()));
    return hosts === undefined ? [] : [{ gateway, hosts: hosts.map((host) => host.toLowerCase()) }];
  });
  return new KeyedItems(gateways, ({ gateway }) => [gateway.fullName]);
});

function alternativesOf(owner: VirtualService, route: Route, gateway: string, view: StackView): Alternative[] {
  const name = delegateName(route, owner);
  const delegate = name === undefined ? undefined : virtualServiceAt(view, name);
  const leaves = delegate
    ? delegate.httpRoutes().map((leaf) => ({ owner: delegate, route: leaf }))
    : [{ owner, route }];
  const roots = delegate ? matchesOf(route) : [[]];
  return roots.flatMap((root) =>
    leaves.flatMap((leaf) =>
      matchesOf(leaf.route)
        .map((own) => [...root, ...own])
        .filter((matches) => matches.every((match) => isAt(match, gateway, owner)))
        .map((matches) => ({
          owner,
          route: leaf.route,
          matches,
          isCatchAll: matches.every((match) => takesAll(leaf.route, match)),
          start: matches.map(pathStart).reduce((a, b) => (b.length > a.length ? b : a), ""),
        })),
    ),
  );
}

/** A rule without a match has one alternative, which asks for nothing. */
function matchesOf({ place }: Route): Place[][] {
  const matches = place.at("match").items();
  return matches.length > 0 ? matches.map((match) => [match]) : [[]];
}

function isAt(match: Place, gateway: string, { object }: VirtualService): boolean {
  const names = match.at("gateways").texts();
  return names.length === 0 || names.some((name) => fullGateway(name, object) === gateway);
}

/** Fields of a match that decide whether a proxy gets the rule at all, and are no part of what it compares. */
const STATIC = new Set(["gateways", "name", "port", "sourceLabels", "sourceNamespace", "statPrefix", "ignoreUriCase"]);

function takesAll({ protocol }: Route, match: Place): boolean {
  const compared = match.entries().filter(([field, value]) => !STATIC.has(field) && !value.isAbsent);
  if (protocol !== "http") return compared.length === 0;
  return compared.every(
    ([field, value]) => field === "uri" && (value.at("prefix").text() === "/" || value.at("regex").text() === ".*"),
  );
}
