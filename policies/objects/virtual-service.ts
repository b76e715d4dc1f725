import { type StackResource } from "../resources/stack-resource";
import { type Subject } from "../resources/subject";
import { type Place } from "../resources/value";
import { fullHost } from "../../mesh/traffic/full-host";
import { type KubernetesObject } from "./kubernetes-object";

/** Where a route or a mirror sends requests. What is not known about one part keeps no other from being read. */
export class Destination {
  constructor(
    private readonly owner: KubernetesObject,
    private readonly place: Place,
  ) {}

  /** The full name of the host. */
  get host(): string | undefined {
    const host = this.place.at("host").text();
    return host === undefined ? undefined : fullHost(host, this.owner);
  }

  get subset(): string | undefined {
    return this.place.at("subset").text();
  }

  get port(): number | undefined {
    return this.place.at("port", "number").number();
  }

  /** Subset or host as they are written, for people, as far as either is known. */
  get label(): string | undefined {
    return this.place.at("subset").textIfKnown() ?? this.place.at("host").textIfKnown();
  }
}

/** What one of the destinations gets among which a route divides its requests. */
export interface WeightedDestination {
  readonly destination: Destination;
  readonly weight: Place;
}

/**
 * Its part of the requests. Istio sends all of them to a single destination, and none to one of many without a weight.
 */
export function percent({ weight }: WeightedDestination, all: readonly WeightedDestination[]): number {
  return all.length === 1 ? 100 : (weight.number() ?? 0);
}

/** One item of a VirtualService's http, tcp or tls list. */
export class Route {
  constructor(
    private readonly owner: VirtualService,
    readonly protocol: "http" | "tcp" | "tls",
    readonly place: Place,
  ) {}

  /** The items of `route`, each with its destination and weight. */
  routePlaces(): Place[] {
    return this.place.at("route").items();
  }

  /** The same as what is to be read of them. */
  weightedDestinations(): WeightedDestination[] {
    return this.routePlaces().map((place) => ({
      destination: this.target(place.at("destination")),
      weight: place.at("weight"),
    }));
  }

  /** Where requests are copied to. */
  mirrors(): Destination[] {
    const single = this.place.at("mirror");
    const several = this.place.at("mirrors").items();
    return [...(single.isAbsent ? [] : [single]), ...several.map((mirror) => mirror.at("destination"))].map((place) =>
      this.target(place),
    );
  }

  /** Everything that it sends to, mirrors included. */
  destinations(): Destination[] {
    return [...this.weightedDestinations().map(({ destination }) => destination), ...this.mirrors()];
  }

  /** What a destination says as a whole; nothing if it names no host. @throws NotKnown when a part of it is unknown */
  destination(place: Place): (Pick<Destination, "subset" | "port"> & { readonly host: string }) | undefined {
    const { host, subset, port } = this.target(place);
    return host === undefined ? undefined : { host, subset, port };
  }

  private target(place: Place): Destination {
    return new Destination(this.owner.object, place);
  }

  /** Each alternative of its conditions. */
  matches(): Place[] {
    return this.place.at("match").items();
  }

  /** Whether the route takes every request that reaches it. */
  get takesEverything(): boolean {
    const conditions = this.place.at("match");
    return (
      conditions.isAbsent ||
      conditions.items().length === 0 ||
      conditions.items().some((match) => match.entries().length === 0)
    );
  }

  /** `VirtualService default/reviews, http[0] (roundrobin-user)`. */
  get title(): string {
    const name = this.place.at("name").textIfKnown();
    const label = name === undefined ? "" : ` (${name})`;
    return `${this.owner.title}, ${this.place.path.replace(/^spec\./, "")}${label}`;
  }
}

/** Istio's VirtualService, in any version of its API. */
export class VirtualService implements Subject {
  readonly kind = "VirtualService";
  readonly resource: StackResource;

  constructor(readonly object: KubernetesObject) {
    this.resource = object.resource;
  }

  /** The full names of the hosts that it routes. */
  hosts(): string[] {
    return this.object.spec
      .at("hosts")
      .texts()
      .map((host) => fullHost(host, this.object));
  }

  /** The gateways that it is for, `mesh` being the sidecars; those alone where none is named. */
  gateways(): string[] {
    const gateways = this.object.spec.at("gateways");
    return gateways.isAbsent || gateways.items().length === 0 ? ["mesh"] : gateways.texts();
  }

  /** Whether the sidecars follow it. */
  get isForMesh(): boolean {
    return this.gateways().includes("mesh");
  }

  /** The names of its Gateway objects, as `namespace/name`. */
  gatewayNames(): string[] {
    return this.allGateways().filter((gateway) => gateway !== "mesh");
  }

  /** The same, and `mesh` where it is for sidecars. */
  allGateways(): string[] {
    return this.gateways().map((gateway) => this.gatewayName(gateway));
  }

  /** What a list of gateways within the rule names, in the same way. */
  gatewaysIn(list: Place): string[] {
    return list.texts().map((gateway) => this.gatewayName(gateway));
  }

  httpRoutes(): Route[] {
    return this.routesOf("http");
  }

  routes(): Route[] {
    return [...this.routesOf("http"), ...this.routesOf("tls"), ...this.routesOf("tcp")];
  }

  get title(): string {
    return this.object.title;
  }

  private gatewayName(gateway: string): string {
    return gateway === "mesh" ? gateway : fullGateway(gateway, this.object);
  }

  private routesOf(protocol: Route["protocol"]): Route[] {
    return this.object.spec
      .at(protocol)
      .items()
      .map((place) => new Route(this, protocol, place));
  }
}

/**
 * What Istio makes of a gateway's name: `./NAME`, `NAMESPACE/NAME`, or as hosts were once written `NAME.NAMESPACE...`.
 */
export function fullGateway(gateway: string, rule: { readonly namespace: string }): string {
  if (gateway.startsWith("./")) return `${rule.namespace}/${gateway.slice("./".length)}`;
  if (gateway.includes("/")) return gateway;
  const [name = "", namespace] = gateway.split(".");
  return `${namespace ?? rule.namespace}/${name}`;
}
