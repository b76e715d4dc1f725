import { oncePerStack } from "../objects/once-per-stack";
import { type StackView } from "../objects/stack-view";
import { type Route, type VirtualService } from "../objects/virtual-service";
import { canonical } from "../resources/canonical";
import { areRivals } from "./rival-exports";
import { ifKnown } from "./if-known";
import { matchesMeet } from "./match-meeting";
import { type Alternative, alternativesAt, fragmentsFor, type SharedHost } from "./route-fragments";

/** Rules of two VirtualServices that the same requests fit. */
export interface Overlap {
  readonly own: Route;
  readonly other: Route;
  readonly isCatchAll: boolean;
}

/**
 * The overlaps of a VirtualService with those that come before it in the stack, for a host of a gateway.
 *
 * @throws NotKnown when one of its own matches is not known
 */
export function overlapsOf(rule: VirtualService, shared: SharedHost, view: StackView): readonly Overlap[] {
  const fragments = fragmentsFor(shared, view);
  if (fragments.length < 2) return [];
  for (const { place } of rule.routes()) canonical(place.at("match"));
  const made = overlaps(view);
  const key = `${shared.gateway} ${shared.host}`;
  const found = made.get(key) ?? overlapsAmong(alternativesAt(shared.gateway, fragments, view), fragments);
  made.set(key, found);
  return found.get(rule.resource.urn) ?? [];
}

/** By gateway and host, and then by the VirtualService that comes later. */
const overlaps = oncePerStack(() => new Map<string, ReadonlyMap<string, readonly Overlap[]>>());

function overlapsAmong(
  alternatives: readonly Alternative[],
  fragments: readonly VirtualService[],
): ReadonlyMap<string, readonly Overlap[]> {
  const position = new Map(fragments.map(({ resource }, index) => [resource.urn, index]));
  const found = new Map<string, Map<string, Overlap>>();
  const compare = (a: Alternative, b: Alternative) => {
    const order = (position.get(a.owner.resource.urn) ?? 0) - (position.get(b.owner.resource.urn) ?? 0);
    if (order === 0 || !overlap(a, b)) return;
    const [own, other] = order > 0 ? [a, b] : [b, a];
    const ofOwn = found.get(own.owner.resource.urn) ?? new Map<string, Overlap>();
    found.set(own.owner.resource.urn, ofOwn);
    const pair = `${own.route.title} ${other.route.title}`;
    if (!ofOwn.has(pair)) ofOwn.set(pair, { own: own.route, other: other.route, isCatchAll: own.isCatchAll });
  };
  for (const protocol of ["http", "tls", "tcp"]) {
    const some = alternatives.filter(({ route }) => route.protocol === protocol);
    // Two that differ in this never compete: what takes everything comes last, whichever VirtualService it is in.
    comparePairs(
      some.filter(({ isCatchAll }) => isCatchAll),
      compare,
    );
    comparePairs(
      some.filter(({ isCatchAll }) => !isCatchAll),
      compare,
    );
  }
  return new Map([...found].map(([urn, pairs]) => [urn, [...pairs.values()]]));
}

/**
 * Compares those alone of which one path's start begins with the other's: sorted by it, they lie behind each other, and
 * of many rules for paths of their own each is held against few.
 */
function comparePairs(alternatives: readonly Alternative[], compare: (a: Alternative, b: Alternative) => void): void {
  const sorted = [...alternatives].sort((a, b) => (a.start < b.start ? -1 : Number(a.start > b.start)));
  const open: Alternative[] = [];
  for (const one of sorted) {
    while (open.length > 0 && !one.start.startsWith(open.at(-1)?.start ?? "")) open.pop();
    for (const other of open) compare(one, other);
    open.push(one);
  }
}

function overlap(a: Alternative, b: Alternative): boolean {
  return areRivals(a.owner.object, b.owner.object) && meet(a, b) && !doTheSame(a.route, b.route);
}

function meet(a: Alternative, b: Alternative): boolean {
  if (a.route.protocol === "http") return a.matches.every((one) => b.matches.every((other) => matchesMeet(one, other)));
  return a.matches.every((one) => b.matches.every((other) => connectionsMeet(one, other)));
}

/**
 * Of TLS by its names, of TCP by the port: a gateway looks at no more of them (buildGatewayNetworkFilters...Routes).
 */
function connectionsMeet(a: Alternative["matches"][number], b: Alternative["matches"][number]): boolean {
  const [names, others] = [a, b].map((match) => match.at("sniHosts").texts());
  const share = names?.length === 0 || others?.length === 0 || names?.some((name) => others?.includes(name));
  const [port, other] = [a, b].map((match) => match.at("port").number());
  return share === true && (port === undefined || other === undefined || port === other);
}

/** Whether it is all the same which of two rules decides. What is not known yet counts as different. */
function doTheSame(a: Route, b: Route): boolean {
  return ifKnown(() => actionOf(a) === actionOf(b)) ?? false;
}

function actionOf({ place }: Route): string {
  return place
    .entries()
    .filter(([field]) => field !== "match" && field !== "name")
    .map(([field, value]) => `${field}:${canonical(value)}`)
    .sort()
    .join();
}
