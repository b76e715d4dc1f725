import { type Subject } from "../engine/policy";
import { type StackResource } from "../engine/stack-resource";
import { type Place } from "../engine/value";
import { fullHost } from "./host";
import { type KubernetesObject } from "./kubernetes-object";

/** Where a route or a mirror sends requests. */
export interface Destination {
  /** The full name of the host. */
  readonly host: string;
  readonly subset: string | undefined;
  readonly port: number | undefined;
}

/** One item of a VirtualService's http, tcp or tls list. */
export class Route {
  constructor(
    private readonly owner: VirtualService,
    readonly protocol: "http" | "tcp" | "tls",
    readonly place: Place,
  ) {}

  /** The items of `route`, each with its destination and weight. */
  legs(): Place[] {
    return this.place.at("route").items();
  }

  /** Where requests are copied to. */
  mirrors(): Place[] {
    const single = this.place.at("mirror");
    return [
      ...(single.isAbsent ? [] : [single]),
      ...this.place
        .at("mirrors")
        .items()
        .map((mirror) => mirror.at("destination")),
    ];
  }

  /** Every place that names a destination, mirrors included. */
  destinations(): Place[] {
    return [...this.legs().map((leg) => leg.at("destination")), ...this.mirrors()];
  }

  /** What a destination says; nothing if it names no host. */
  destination(place: Place): Destination | undefined {
    const host = place.at("host").text();
    if (host === undefined) return undefined;
    return {
      host: fullHost(host, this.owner.object.namespace),
      subset: place.at("subset").text(),
      port: place.at("port", "number").number(),
    };
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
    const name = this.place.at("name").reading();
    const label = name.is === "known" && typeof name.value === "string" ? ` (${name.value})` : "";
    return `${this.owner.title}, ${this.place.path.replace(/^spec\./, "")}${label}`;
  }
}

/** Istio's VirtualService, in any version of its API. */
export class VirtualService implements Subject {
  readonly resource: StackResource;

  constructor(readonly object: KubernetesObject) {
    this.resource = object.resource;
  }

  /** The full names of the hosts that it routes. */
  hosts(): string[] {
    return this.object.spec
      .at("hosts")
      .texts()
      .map((host) => fullHost(host, this.object.namespace));
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
    return this.gateways()
      .filter((gateway) => gateway !== "mesh")
      .map((gateway) => (gateway.includes("/") ? gateway : `${this.object.namespace}/${gateway}`));
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

  private routesOf(protocol: Route["protocol"]): Route[] {
    return this.object.spec
      .at(protocol)
      .items()
      .map((place) => new Route(this, protocol, place));
  }
}
