import { type KubeConfig } from "@kubernetes/client-node";
import { isShortDefault } from "../../../config/sections/default-route";
import { BOOKINFO } from "../../../mesh/bookinfo";
import { configPath } from "../../../mesh/config-path";
import { fieldOf } from "../../../mesh/fields";
import { readPlan } from "../../../mesh/traffic/read-plan";
import { objectName } from "../../../mesh/traffic/read/mesh-object";
import { destinationRulesOf, gatewayRoutesTo, virtualServicesOf } from "../../../mesh/traffic/read/objects-of";
import { type ClientRule } from "../../../mesh/security/security";
import { type Split } from "../../../mesh/traffic/split";
import { type DefaultRoute, type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { UserError } from "../../terminal/user-error";
import { ownerOf } from "../../../mesh/traffic/object-owner";
import { configRefusals } from "./config-refusals";
import { type LiveObject, readPorts, readRouting } from "./live-objects";
import { type ServicePlace } from "./service-host";

/** What is told of one place. */
export interface Told {
  /** The object, as `VirtualService shop/reviews`, or the part of the plan. */
  readonly of: string;
  readonly path: string;
  readonly text: string;
}

/** The part of stack config that says what objects in a cluster do. */
export interface AdoptedConfig {
  /** How sidecars connect to the service, where its DestinationRule says so. */
  readonly security?: { readonly clientRules: readonly ClientRule[] };
  readonly services: Readonly<Record<string, AdoptedService>>;
  readonly traffic: Readonly<Record<string, AdoptedTraffic>>;
}

/** A plan as config has it: a default that does nothing but split has no more than its weights. */
interface AdoptedTraffic {
  readonly rules?: TrafficPlan["rules"];
  readonly default: DefaultRoute | Split;
}

interface AdoptedService {
  readonly namespace: string;
  readonly host: string;
  readonly port: number;
  readonly versions: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What stack config says of a service as it is routed in a cluster, or why it can't. */
export interface Adoption {
  readonly host: string;
  /** The service's name in config, and the name of the objects that the stack makes. */
  readonly name: string;
  readonly objects: readonly string[];
  /** Absent where something is lost. */
  readonly config?: AdoptedConfig;
  readonly lost: readonly Told[];
  readonly notes: readonly Told[];
  /** Controllers that write the objects, and would put back what they have: for each what to do about it. */
  readonly owners: readonly Told[];
  /** Objects that the stack's own do not replace by having their names: to be deleted once they are there. */
  readonly toDelete: readonly LiveObject[];
}

/**
 * Reads how a cluster routes the requests to a service, and says the same as stack config.
 *
 * @param name what config is to call the service
 * @throws UserError where there is no such Service, or no VirtualService for it
 */
export async function adopt(access: KubeConfig, place: ServicePlace, name: string): Promise<Adoption> {
  const [routing, ports] = await Promise.all([
    readRouting(access, place.namespace),
    readPorts(access, place.namespace, place.name),
  ]);
  if (!ports) throw noService(place);
  const routes = virtualServicesOf(place.host, routing.virtualServices);
  const rules = destinationRulesOf(place.host, routing.destinationRules);
  const [virtualService, ...others] = routes;
  if (!virtualService) throw noRoutes(place, routing.virtualServices);

  const objects = [...routes, ...rules].map(objectName);
  const [port, ...otherPorts] = ports;
  const notes = [
    ...(routing.isOfOneNamespace ? [inOneNamespace(place)] : []),
    ...gatewayRoutesTo(place.host, routing.virtualServices)
      .filter((one) => !routes.includes(one))
      .map(atGateway),
  ];
  const lost = [
    ...(others.length > 0 ? [severalRoutes(routes, place)] : []),
    ...(port === undefined
      ? [{ of: `Service ${place.namespace}/${place.name}`, path: "spec.ports", text: "has none" }]
      : []),
    ...(otherPorts.length > 0 ? [severalPorts(place, ports)] : []),
  ];
  const owners = [...routes, ...rules].flatMap(ownersOf);
  if (others.length > 0 || port === undefined)
    return { host: place.host, name, objects, lost, notes, owners, toDelete: [] };

  const service = { name, host: place.host, namespace: place.namespace, ports };
  const { plan, labels, remarks, tls } = readPlan(service, virtualService, rules);
  const told = (kind: "lost" | "note") =>
    remarks
      .filter((one) => one.kind === kind)
      .map(({ object, path, text }) => ({ of: object, path: configPath(path), text }));
  const allNotes = [...notes, ...told("note")];
  const allLost = [...lost, ...told("lost"), ...(plan ? refusalsOf(plan) : [])];
  const toDelete = [virtualService, ...rules].filter((one) => one.name !== name || one.namespace !== place.namespace);
  const found = { host: place.host, name, objects, lost: allLost, notes: allNotes, owners, toDelete };
  if (!plan || allLost.length > 0) return found;
  const { rules: planRules, default: fallback } = plan;
  const reason = `as ${rules.map(objectName).join(", ")} had it`;
  return {
    ...found,
    config: {
      ...(tls && { security: { clientRules: [{ host: place.host, tls, reason }] } }),
      services: { [name]: { namespace: place.namespace, host: place.host, port, versions: labels } },
      traffic: { [name]: { ...(planRules.length > 0 && { rules: planRules }), default: shortened(fallback) } },
    },
  };
}

/** What config calls a service where nobody says: as its callers do, unless Bookinfo has one of that name. */
export function nameInConfig({ name, namespace }: ServicePlace): string {
  return Object.hasOwn(BOOKINFO, name) ? `${name}-${namespace}` : name;
}

function shortened(fallback: DefaultRoute): DefaultRoute | Split {
  const short = { default: fallback.weights };
  return Object.keys(fallback).length === 1 && isShortDefault(short) ? fallback.weights : fallback;
}

function ownersOf(object: LiveObject): Told[] {
  const owner = ownerOf(object);
  const text = `is written by ${owner?.who}, and the stack would write it, too. ${owner?.instead}`;
  return owner ? [{ of: objectName(object), path: "", text }] : [];
}

function refusalsOf(plan: TrafficPlan): Told[] {
  return configRefusals(plan).map(({ path, message }) => ({
    of: "stack config",
    path: configPath(path),
    text: `would refuse it: ${message}`,
  }));
}

function noService({ namespace, name }: ServicePlace): UserError {
  return new UserError(
    `The cluster has no Service ${namespace}/${name}.\n` +
      `See which there are with:  kubectl get services --namespace ${namespace}\n` +
      "Name another namespace with --namespace NAME.",
  );
}

function noRoutes({ host }: ServicePlace, all: readonly LiveObject[]): UserError {
  const hosts = all.map((one) => `${objectName(one)}: ${((fieldOf(one.spec, "hosts") as string[]) ?? []).join(", ")}`);
  const there =
    hosts.length > 0
      ? `Those of the cluster are for:\n${hosts.map((line) => `  ${line}`).join("\n")}`
      : "There is none.";
  return new UserError(`No VirtualService of the cluster is for ${host}: there is nothing to adopt.\n${there}`);
}

function severalRoutes(routes: readonly LiveObject[], { host }: ServicePlace): Told {
  const names = routes.map(objectName).join(", ");
  const text = `are all for ${host}, and Istio applies only one of them to sidecars: merge them into one, and delete the others`;
  return { of: names, path: "spec.hosts", text };
}

function severalPorts({ namespace, name }: ServicePlace, ports: readonly number[]): Told {
  const text = `are ${ports.join(", ")}: stack config splits a service of one port`;
  return { of: `Service ${namespace}/${name}`, path: "spec.ports", text };
}

/** What a gateway leads to a service does not follow the routes of the sidecars. */
function atGateway(object: LiveObject): Told {
  const text =
    "a gateway's own, leads to it too and stays as it is, so the split is that of sidecars alone: " +
    "to split it there, name the gateway in services.NAME.gateway";
  return { of: objectName(object), path: "spec.http", text };
}

function inOneNamespace({ namespace, host }: ServicePlace): Told {
  const text =
    `only this namespace could be read, so another one may have a VirtualService for ${host}, too: ` +
    "allow list of virtualservices and destinationrules in all namespaces to be sure";
  return { of: `namespace ${namespace}`, path: "", text };
}
