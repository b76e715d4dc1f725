import { getStack, log } from "@pulumi/pulumi";
import { set } from "../../config/problem/fix";
import { type MeshConfig } from "../../config/config";
import { formatProblems, type Problem } from "../../config/problem/problem";
import { pulumiCommand } from "../../config/problem/render-fix";
import { type Fields, valueAt } from "../../mesh/fields";
import { clientTlsTowards } from "../../mesh/security/client-tls";
import { type MeshObject, objectName } from "../../mesh/traffic/read/mesh-object";
import { type ClusterNeeds } from "../cluster/api-server";
import { type ClusterReader } from "../cluster/cluster-reader";
import { type FormerResource, knownFormerResources } from "../cluster/stack-state";
import { foundGatewayProblems } from "./found-gateway";
import { foundIstioProblems } from "./found-istio";
import { type OtherObjects, rivalsOf } from "./rival-routes";
import { SHIFT_LABEL, SHIFT_VARIABLE } from "../../mesh/traffic/shift-mark";
import { shiftProblems } from "./shift-problems";
import { serviceProblems, type SplitService } from "./service-problems";
import { undoneShifts } from "./undone-shifts";

/**
 * What an existing cluster must have for a stack: what the stack installs on it, and what it expects to be there. All
 * of it is looked at before the first resource is registered, as far as the credentials allow it.
 */
export function clusterNeeds(config: MeshConfig): ClusterNeeds {
  const { istio, bookinfo } = config;
  const services = config.traffic.flatMap((plan): SplitService[] => {
    const service = config.services[plan.service];
    return service ? [{ name: plan.service, service, plan, tls: clientTlsTowards(config.security, service.host) }] : [];
  });
  return {
    istioVersion: istio.enabled ? istio.version : undefined,
    namespace: bookinfo.enabled ? bookinfo.namespace : undefined,
    ...((!istio.enabled || config.traffic.length > 0) && {
      problems: (cluster, kubernetes) => problemsIn(cluster, kubernetes, config, services),
    }),
  };
}

async function problemsIn(
  cluster: ClusterReader,
  kubernetes: string,
  config: MeshConfig,
  services: readonly SplitService[],
): Promise<Problem[]> {
  const { istio, bookinfo } = config;
  const shifts = await shiftsUnderWay(cluster, config);
  if (shifts.length > 0 || (istio.enabled && services.length === 0)) return shifts;
  const former = await knownFormerResources();
  if (!istio.enabled) {
    const kinds = ["VirtualService", "DestinationRule", ...(bookinfo.enabled ? ["Gateway"] : [])];
    const problems = [
      ...ownIstioProblems(former ?? []),
      ...(await foundIstioProblems(cluster, { revision: istio.revision, kinds }, kubernetes)),
      ...(istio.gateway.selector ? await foundGatewayProblems(cluster, istio.gateway.selector) : []),
    ];
    if (problems.length > 0) return problems;
  }
  const others = former && (await otherObjects(cluster, former));
  const found = await Promise.all(
    services.map(async (split) => {
      const rivals = others && rivalsOf(split, others, cluster.kubectl);
      const problems = [
        ...(await serviceProblems(cluster, split, { needSidecars: !istio.enabled })),
        ...(rivals?.problems ?? []),
      ];
      if (problems.length === 0) rivals?.takenOver.forEach((one) => tellTakeover(split, one, cluster.kubectl));
      return problems;
    }),
  );
  return found.flat();
}

/** Says what of others the stack's own objects take the place of. */
function tellTakeover({ name, service }: SplitService, found: MeshObject, kubectl: readonly string[]): void {
  const { kind, namespace } = found;
  if (found.name === name && namespace === service.namespace) {
    return void log.info(`${objectName(found)} says the same as traffic.${name}: the stack takes it over`);
  }
  const remove = [...kubectl, "--namespace", namespace, "delete", kind.toLowerCase(), found.name].join(" ");
  void log.warn(
    `${objectName(found)} says the same as traffic.${name}, and stays in force beside the stack's own until it is deleted. ` +
      `Once the update is done: ${remove}`,
  );
}

/**
 * What an update would take from the shifts that are under way; what it would take back of those that are over is a
 * warning.
 */
async function shiftsUnderWay(cluster: ClusterReader, { traffic, services, bookinfo }: MeshConfig): Promise<Problem[]> {
  const namespaceOf = (service: string) => services[service]?.namespace ?? bookinfo.namespace;
  const namespaces = new Set(traffic.map(({ service }) => namespaceOf(service)));
  const query = new URLSearchParams({ labelSelector: `${SHIFT_LABEL}=true` });
  const lists = await Promise.all(
    [...namespaces].map(async (namespace) => {
      const maps = await cluster.list(`/api/v1/namespaces/${namespace}/configmaps?${query.toString()}`);
      if (!maps) void log.warn(`whether a shift is moving traffic in the namespace ${namespace} may not be read`);
      return maps ?? [];
    }),
  );
  const problems = shiftProblems(traffic, lists.flat(), getStack(), process.env[SHIFT_VARIABLE]);
  if (problems.length > 0) return problems;
  const undone = await undoneShifts(traffic, lists.flat(), getStack(), (service, name) =>
    cluster.read(`/apis/networking.istio.io/v1/namespaces/${namespaceOf(service)}/virtualservices/${name}`),
  );
  for (const one of undone) void log.warn(formatProblems([one], pulumiCommand(process.env)));
  return [];
}

/** A stack that leaves Istio to others must not take its own away from under them. */
function ownIstioProblems(former: readonly FormerResource[]): Problem[] {
  const releases = former.filter(({ type, outputs }) => type.endsWith(":Release") && isIstiod(outputs["name"]));
  if (releases.length === 0) return [];
  const path = ["istio", "enabled"];
  const message =
    "is false, and the Istio of the cluster is this stack's own, which the update would delete: expected true here, and false in another stack";
  return [{ path, message, fix: set(path, true) }];
}

function isIstiod(name: unknown): boolean {
  return typeof name === "string" && /^istiod(-|$)/.test(name);
}

/** What decides about traffic and is not in the stack's state; nothing where that may not be read. */
async function otherObjects(cluster: ClusterReader, former: readonly FormerResource[]): Promise<OtherObjects> {
  const istio = "/apis/networking.istio.io/v1";
  const [virtualServices, destinationRules, httpRoutes] = await Promise.all([
    cluster.list(`${istio}/virtualservices`),
    cluster.list(`${istio}/destinationrules`),
    cluster.list("/apis/gateway.networking.k8s.io/v1/httproutes"),
  ]);
  const own = new Set(former.map(({ type, outputs }) => identity(type.split(":").at(-1), outputs)));
  const notOwn = (kind: string, objects: readonly Fields[] | undefined) =>
    (objects ?? []).filter((one) => !own.has(identity(kind, one)));
  return {
    virtualServices: notOwn("VirtualService", virtualServices),
    destinationRules: notOwn("DestinationRule", destinationRules),
    httpRoutes: notOwn("HTTPRoute", httpRoutes),
  };
}

function identity(kind: string | undefined, object: Fields): string {
  return [kind, valueAt(object, ["metadata", "namespace"]), valueAt(object, ["metadata", "name"])].join(" ");
}
