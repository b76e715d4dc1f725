import { serviceHost } from "../../mesh/traffic/destination-rule";
import { KeyedItems } from "../resources/keyed-items";
import { type Place } from "../resources/value";
import { fullHost } from "../../mesh/traffic/full-host";
import { namesFitting } from "./host";
import { type KubernetesObject } from "./kubernetes-object";
import { oncePerStack } from "./once-per-stack";
import { servicePortTraffic, type Traffic, trafficOf } from "./port-protocol";
import { type StackView } from "./stack-view";

/** One port that clients reach a host by. */
export interface HostPort {
  readonly number: number | undefined;
  readonly traffic: Traffic;
  /** The protocol as people wrote it. */
  readonly label: string;
  /** The port of the pods that it leads to, where it says so. */
  readonly target: number | undefined;
}

/** What of the stack stands for a host: Services and ServiceEntries. */
export interface HostOwner {
  readonly object: KubernetesObject;
  readonly kind: "Service" | "ServiceEntry";
}

/** The owners of a host that are known by their names: of the name itself, else of the wildcard closest to it. */
export function ownersOf(view: StackView, host: string): readonly HostOwner[] {
  const owners = ownersByHost(view);
  for (const name of namesFitting(host)) {
    const found = owners.known(name);
    if (found.length > 0) return found;
  }
  return [];
}

/**
 * The ports of a host, of all its owners together. Undefined of a host that the stack does not show, or whose ports it
 * does not: an ExternalName stands for another host, and a Service without ports for whatever its pods have.
 */
export function portsOf(view: StackView, host: string): readonly HostPort[] | undefined {
  const owners = ownersOf(view, host);
  const ports = owners.flatMap(({ object, kind }) =>
    object.spec
      .at("ports")
      .items()
      .map((port) => (kind === "Service" ? servicePort(port) : entryPort(port))),
  );
  const isExternalName = owners.some(({ object }) => object.spec.at("type").text() === "ExternalName");
  return ports.length === 0 || isExternalName ? undefined : ports;
}

/** The Service of a full name. @throws NotKnown when none is known by it, and one whose name is not known may be it */
export function serviceAt(view: StackView, host: string): KubernetesObject | undefined {
  return servicesByHost(view).find(host)[0];
}

/** The ServiceEntries for exactly a host. @throws NotKnown when none is known, and one may be for it */
export function entriesAt(view: StackView, host: string): KubernetesObject[] {
  return ownersByHost(view)
    .find(host)
    .flatMap(({ object, kind }) => (kind === "ServiceEntry" ? [object] : []));
}

const servicesByHost = oncePerStack(
  (view) => new KeyedItems(view.services, ({ name, namespace }) => [serviceHost(name, namespace)]),
);

const ownersByHost = oncePerStack(
  (view) =>
    new KeyedItems<HostOwner>(
      [
        ...view.services.map((object) => ({ object, kind: "Service" as const })),
        ...view.serviceEntries.map((object) => ({ object, kind: "ServiceEntry" as const })),
      ],
      ({ object, kind }) =>
        kind === "Service"
          ? [serviceHost(object.name, object.namespace)]
          : object.spec
              .at("hosts")
              .texts()
              .map((host) => fullHost(host, object)),
    ),
);

function servicePort(port: Place): HostPort {
  const label = port.at("appProtocol").text() ?? port.at("name").text() ?? "unnamed";
  const number = port.at("port").number();
  return { number, traffic: servicePortTraffic(port), label, target: port.at("targetPort").number() };
}

function entryPort(port: Place): HostPort {
  const label = port.at("protocol").text() ?? "unnamed";
  const number = port.at("number").number();
  return { number, traffic: trafficOf(label), label, target: port.at("targetPort").number() };
}
