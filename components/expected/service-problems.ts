import { run, set } from "../../config/problem/fix";
import { type Problem } from "../../config/problem/problem";
import { type Fields, fieldOf, isFields, valueAt } from "../../mesh/fields";
import { type ForeignService, type Labels } from "../../mesh/traffic/foreign-service";
import { type WantedRouting } from "../../mesh/traffic/takeover";
import { type TrafficPlan } from "../../mesh/traffic/traffic-plan";
import { type ClusterReader } from "../cluster/cluster-reader";

/** A service that the stack does not own, and what becomes of its traffic. */
export interface SplitService extends WantedRouting {
  readonly name: string;
}

/**
 * What Istio takes for something else than HTTP, by the name of a port or its appProtocol (istio.io, Protocol
 * Selection).
 */
const NOT_HTTP: readonly string[] = ["https", "tcp", "tls", "mongo", "mysql", "redis", "udp"];

/** What keeps a service's requests from being split, by what is in the cluster: its Service, its port and its pods. */
export async function serviceProblems(
  cluster: ClusterReader,
  split: SplitService,
  { needSidecars }: { readonly needSidecars: boolean },
): Promise<Problem[]> {
  const { name, service } = split;
  const [, inCluster] = /^([^.]+)\.[^.]+\.svc\.cluster\.local$/.exec(service.host) ?? [];
  // The host of a ServiceEntry has no Service.
  if (inCluster === undefined) return [];
  const path = `/api/v1/namespaces/${service.namespace}`;
  const found = await cluster.read(`${path}/services/${inCluster}`);
  if (found.kind === "unknown") return [];
  if (found.kind === "missing") {
    const message = `the cluster has no Service ${inCluster} in the namespace ${service.namespace}: expected the one that answers at ${service.host}`;
    return [
      { path: ["services", name], message, fix: run([...cluster.kubectl, "get", "services", "--all-namespaces"]) },
    ];
  }
  const ports = portProblems(split, found.object, cluster.kubectl);
  if (ports.length > 0) return ports;
  const selector = valueAt(found.object, ["spec", "selector"]);
  const problems = await Promise.all(
    usedVersions(split.plan).map((version) =>
      versionProblems(cluster, split, version, isFields(selector) ? selector : {}, needSidecars),
    ),
  );
  return problems.flat();
}

function portProblems(
  { name, service: { namespace, port, host } }: SplitService,
  object: Fields,
  kubectl: readonly string[],
): Problem[] {
  const listed = valueAt(object, ["spec", "ports"]);
  const ports = Array.isArray(listed) ? listed.filter(isFields) : [];
  const path = ["services", name, "port"];
  const one = ports.find((other) => other["port"] === port);
  if (!one) {
    const numbers = ports.map((other) => other["port"]).filter((number) => typeof number === "number");
    const [first = port] = [...ports.filter(isHttp).map((other) => other["port"] as number), ...numbers];
    const message = `${host} has no port ${port}: expected one of ${numbers.join(", ")}`;
    return [{ path, message, fix: set(path, first) }];
  }
  if (isHttp(one)) return [];
  const message = `port ${port} of ${host} is not HTTP to Istio, which goes by its name (${String(one["name"])}) or its appProtocol: expected HTTP, HTTP/2 or gRPC, which alone can be split`;
  const other = ports.find(isHttp);
  const edit = [...kubectl, "--namespace", namespace, "edit", "service", String(valueAt(object, ["metadata", "name"]))];
  return [
    {
      path,
      message,
      fix: other
        ? set(path, other["port"] as number)
        : run(edit, { before: "have its owner set appProtocol: http, where it is" }),
    },
  ];
}

/** Where neither says what it is, Istio looks at the first bytes of a connection. */
function isHttp({ name, appProtocol }: Fields): boolean {
  const said = typeof appProtocol === "string" ? appProtocol : typeof name === "string" ? name.split("-")[0] : "";
  return !NOT_HTTP.includes((said ?? "").toLowerCase().replace(/^.*\//, ""));
}

async function versionProblems(
  cluster: ClusterReader,
  { name, service }: SplitService,
  version: string,
  selector: Fields,
  needSidecars: boolean,
): Promise<Problem[]> {
  const labels = service.versions[version] ?? {};
  const path = ["services", name, "versions", version];
  const contradicts = Object.entries(labels).find(([label, value]) => (selector[label] ?? value) !== value);
  if (contradicts) {
    const [label, value] = contradicts;
    const message = `the Service of ${service.host} selects ${label}: ${String(selector[label])}, so that no pod behind it has ${label}: ${value}: expected labels of its pods`;
    return [{ path, message, fix: showPods(cluster, service, selector) }];
  }
  const query = encodeURIComponent(selectorText({ ...selector, ...labels }));
  const pods = await cluster.list(`/api/v1/namespaces/${service.namespace}/pods?labelSelector=${query}`);
  if (!pods) return [];
  if (pods.length === 0) {
    const message = `no pod of ${service.host} has the labels ${selectorText(labels)}, and its traffic goes to ${version}: expected labels of its pods, or no weight for it`;
    return [{ path, message, fix: showPods(cluster, service, selector) }];
  }
  const without = needSidecars ? pods.find((pod) => !hasSidecar(pod)) : undefined;
  return without ? [await sidecarProblem(path, cluster, service, without)] : [];
}

async function sidecarProblem(
  path: readonly string[],
  cluster: ClusterReader,
  { namespace }: ForeignService,
  pod: Fields,
): Promise<Problem> {
  const found = await cluster.read(`/api/v1/namespaces/${namespace}`);
  const labels = found.kind === "found" ? valueAt(found.object, ["metadata", "labels"]) : undefined;
  const isInjected = fieldOf(labels, "istio-injection") === "enabled" || fieldOf(labels, "istio.io/rev") !== undefined;
  const what = `the pod ${namespace}/${String(valueAt(pod, ["metadata", "name"]))} has no sidecar`;
  const restart = [...cluster.kubectl, "--namespace", namespace, "rollout", "restart", "deployment"];
  const label = [...cluster.kubectl, "label", "namespace", namespace, "istio-injection=enabled"];
  return isInjected
    ? { path, message: `${what}: expected one, which it gets as it starts anew`, fix: run(restart) }
    : {
        path,
        message: `${what}, and its namespace is not labelled for one: expected istio-injection=enabled, or istio.io/rev with a revision`,
        fix: run(label, { note: `and then ${restart.join(" ")}` }),
      };
}

/** A sidecar is a container, or an init container that goes on running (istio.io, native sidecars). */
function hasSidecar(pod: Fields): boolean {
  return ["containers", "initContainers"].some((field) => {
    const containers = valueAt(pod, ["spec", field]);
    return Array.isArray(containers) && containers.some((one) => fieldOf(one, "name") === "istio-proxy");
  });
}

/** The versions that some request gets to, a copy of one too. */
function usedVersions({ versions, rules, default: fallback }: TrafficPlan): string[] {
  const routes = [...rules, fallback];
  return versions.filter((version) =>
    routes.some(({ weights, mirror }) => (weights[version] ?? 0) > 0 || mirror?.version === version),
  );
}

function showPods({ kubectl }: ClusterReader, { namespace }: ForeignService, selector: Fields) {
  const text = selectorText(selector);
  const only = text === "" ? [] : ["--selector", text];
  return run([...kubectl, "--namespace", namespace, "get", "pods", ...only, "--show-labels"]);
}

function selectorText(labels: Labels | Fields): string {
  return Object.entries(labels)
    .map(([label, value]) => `${label}=${String(value)}`)
    .join(",");
}
