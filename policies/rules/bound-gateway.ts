import { type Gateway, type Server } from "../objects/gateway";
import { hostsOverlap } from "../objects/host";
import { oncePerStack } from "../objects/once-per-stack";
import { KeyedItems } from "../resources/keyed-items";

/** A Gateway whose servers are read once, for all the VirtualServices that are bound to it. */
class BoundGateway {
  private read: { readonly server: Server; readonly hosts: readonly string[] }[] | undefined;

  constructor(private readonly gateway: Gateway) {}

  get fullName(): string {
    return this.gateway.fullName;
  }

  get title(): string {
    return this.gateway.title;
  }

  /** The servers that share one of some hosts. */
  serversFor(hosts: readonly string[]): Server[] {
    this.read ??= this.gateway.servers().map((server) => ({ server, hosts: server.hosts() }));
    return this.read
      .filter((one) => one.hosts.some((served) => hosts.some((host) => hostsOverlap(served, host))))
      .map(({ server }) => server);
  }
}

/** The stack's Gateways by `namespace/name`. */
export const gatewaysByName = oncePerStack(
  (view) =>
    new KeyedItems(
      view.gateways.map((gateway) => new BoundGateway(gateway)),
      ({ fullName }) => [fullName],
    ),
);
