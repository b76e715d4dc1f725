import { run } from "../../config/problem/fix";
import { type Problem } from "../../config/problem/problem";
import { type Fields, fieldOf, isFields, valueAt } from "../../mesh/fields";
import { gatewayRouteName } from "../../mesh/traffic/foreign-service";
import { type MeshObject, objectName } from "../../mesh/traffic/read/mesh-object";
import { destinationRuleObstacles, type FoundObject, virtualServiceObstacles } from "../../mesh/traffic/takeover";
import { type SplitService } from "./service-problems";

/** Objects of a cluster that decide about traffic, those of this stack left out. */
export interface OtherObjects {
  readonly virtualServices: readonly Fields[];
  readonly destinationRules: readonly Fields[];
  /** Those of the Kubernetes Gateway API. */
  readonly httpRoutes: readonly Fields[];
}

/**
 * What objects of others mean for a service: what keeps a stack from splitting its requests, and what it takes over.
 */
export interface Rivals {
  readonly problems: readonly Problem[];
  /** Objects that decide about its requests as the stack's own would, so that those may take their place. */
  readonly takenOver: readonly MeshObject[];
}

/** Objects of others that decide about a service's requests already, or lead some around its plan. */
export function rivalsOf(split: SplitService, others: OtherObjects, kubectl: readonly string[]): Rivals {
  const { name, service } = split;
  const { virtualServices, destinationRules, httpRoutes } = others;
  const rules = destinationRules
    .filter((one) => hostOf(one, valueAt(one, ["spec", "host"])) === service.host || hasName(one, service, [name]))
    .map((one) => foundObject("DestinationRule", one));
  const [first, ...more] = virtualServices
    .filter((one) => decidesAlone(split, one))
    .map((one) => foundObject("VirtualService", one));
  const decisive = [
    ...(first ? [{ found: first, obstacles: virtualServiceObstacles(split, first, rules) }] : []),
    ...more.map((found) => ({ found, obstacles: [`${objectName(first ?? found)} is for the same host, too`] })),
    ...rules.map((found) => ({ found, obstacles: destinationRuleObstacles(split, found) })),
  ];
  return {
    problems: [
      ...decisive.flatMap(({ found, obstacles }) =>
        obstacles.length > 0 ? [takenProblem(split, found, obstacles)] : [],
      ),
      ...virtualServices
        .filter((one) => !decidesAlone(split, one) && leadsAround(split, one, virtualServices))
        .map((one) => aroundProblem(split, "VirtualService", one, kubectl)),
      ...httpRoutes
        .filter((one) => leadsTo(one, service.host))
        .map((one) => aroundProblem(split, "HTTPRoute", one, kubectl)),
    ],
    takenOver: decisive.flatMap(({ found, obstacles }) => (obstacles.length > 0 ? [] : [found])),
  };
}

/** Whether a VirtualService decides about what sidecars send to a service, or has the name of one of the stack's. */
function decidesAlone({ name, service }: SplitService, object: Fields): boolean {
  const gateways = listAt(object, ["spec", "gateways"]).map(String);
  const isForSidecars = gateways.length === 0 || gateways.includes("mesh");
  const hosts = listAt(object, ["spec", "hosts"]).map((host) => hostOf(object, host));
  const names = [name, ...(service.gateway ? [gatewayRouteName(name)] : [])];
  return (isForSidecars && hosts.includes(service.host)) || hasName(object, service, names);
}

/** Whether a gateway's VirtualService leads requests to a service around its plan. */
function leadsAround({ service }: SplitService, object: Fields, all: readonly Fields[]): boolean {
  const isAtGateway = listAt(object, ["spec", "gateways"]).some((gateway) => gateway !== "mesh");
  return isAtGateway && [object, ...delegates(object, all)].flatMap(destinationsOf).includes(service.host);
}

/** The VirtualServices that one hands a part of its requests to (istio.io, Delegate). */
function delegates(object: Fields, all: readonly Fields[]): Fields[] {
  const named = listAt(object, ["spec", "http"]).flatMap((route) => {
    const delegate = fieldOf(route, "delegate");
    return isFields(delegate)
      ? [{ name: delegate["name"], namespace: delegate["namespace"] ?? namespaceOf(object) }]
      : [];
  });
  return all.filter((one) =>
    named.some(({ name, namespace }) => name === valueAt(one, ["metadata", "name"]) && namespace === namespaceOf(one)),
  );
}

function destinationsOf(object: Fields): unknown[] {
  return listAt(object, ["spec", "http"]).flatMap((route) =>
    listAt(route, ["route"]).map((one) => hostOf(object, valueAt(one, ["destination", "host"]))),
  );
}

/** Whether an HTTPRoute sends what comes through a Gateway to a Service. */
function leadsTo(route: Fields, host: string): boolean {
  return listAt(route, ["spec", "rules"]).some((rule) =>
    listAt(rule, ["backendRefs"]).some((backend) => {
      const own = fieldOf(backend, "namespace");
      const namespace = typeof own === "string" ? own : namespaceOf(route);
      return `${String(fieldOf(backend, "name"))}.${namespace}.svc.cluster.local` === host;
    }),
  );
}

/** A host as a rule of Istio's names it: without a dot it is one of the rule's own namespace. */
function hostOf(object: Fields, host: unknown): unknown {
  if (typeof host !== "string" || host.includes(".") || host.includes("*")) return host;
  return `${host}.${namespaceOf(object)}.svc.cluster.local`;
}

function hasName(object: Fields, { namespace }: { readonly namespace: string }, names: readonly string[]): boolean {
  return namespaceOf(object) === namespace && names.includes(String(valueAt(object, ["metadata", "name"])));
}

function takenProblem({ name, service }: SplitService, found: MeshObject, obstacles: readonly string[]): Problem {
  const why = obstacles.join("; ").replaceAll("\n", " ");
  const message = `the ${objectName(found)} is there already, and not of this stack, whose own would not do the same in its place: ${why}: expected traffic.${name} to be all that decides about ${service.host}`;
  const note =
    "prints what it says as config: what says the same is taken over, all else its owner has to delete first";
  return {
    path: ["traffic", name],
    message,
    fix: run(["npm", "run", "traffic", "--", "adopt", service.host], { note }),
  };
}

/** An object of a list, whose items need not say of what kind they are. */
function foundObject(kind: string, object: Fields): FoundObject {
  const name = String(valueAt(object, ["metadata", "name"]));
  return { kind, namespace: namespaceOf(object), name, spec: object["spec"], metadata: object["metadata"] };
}

function aroundProblem(
  { name, service }: SplitService,
  kind: string,
  object: Fields,
  kubectl: readonly string[],
): Problem {
  const message = `${titleOf(kind, object)} leads requests from a gateway to ${service.host}, which traffic.${name} would not split: a gateway does not follow the rules of the sidecars: expected services.${name}.gateway in its place`;
  const [namespace, own] = [namespaceOf(object), String(valueAt(object, ["metadata", "name"]))];
  const note = `take its routes to ${service.host} out, and set services.${name}.gateway: {name, hosts}`;
  return {
    path: ["traffic", name],
    message,
    fix: run([...kubectl, "--namespace", namespace, "edit", kind.toLowerCase(), own], { note }),
  };
}

function titleOf(kind: string, object: Fields): string {
  return `the ${kind} ${namespaceOf(object)}/${String(valueAt(object, ["metadata", "name"]))}`;
}

function namespaceOf(object: Fields): string {
  return String(valueAt(object, ["metadata", "namespace"]));
}

function listAt(value: unknown, path: readonly string[]): readonly unknown[] {
  const list = valueAt(value, path);
  return Array.isArray(list) ? list : [];
}
