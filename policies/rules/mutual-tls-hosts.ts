import { type TrafficPolicy } from "../objects/destination-rule";
import { serviceOf } from "../objects/host";
import { type KubernetesObject } from "../objects/kubernetes-object";
import { type StackView } from "../objects/stack-view";
import { selects } from "../objects/workload";
import { findKnown } from "../resources/subject";
import { isOutsideMesh } from "./mesh-membership";
import { isStrict, type Pods } from "./strict-mtls";

/**
 * Whether some of the pods that a client reaches by a host demand mutual TLS of it: on the port and with the subset's
 * labels that a traffic policy is for. Pods that the stack does not show count as their namespace says.
 *
 * @param host a full name in the cluster, which may start with a wildcard
 */
export function demandsMutualTls(
  host: string,
  policy: Pick<TrafficPolicy, "port" | "labels" | "otherPorts">,
  view: StackView,
  rootNamespace: string,
): boolean {
  const [service] = findKnown(view.services, (object) => isServiceOf(object, host));
  if (service && isForOutside(service)) return false;
  const pods = service ? podsBehind(service, policy, view) : [];
  const ports = service && pods.length > 0 ? podPorts(service, policy) : [undefined];
  const asked = pods.length > 0 ? pods : podsAt(host, view, rootNamespace);
  return asked.some(
    (some) => ports.some((port) => isStrict(view, some, rootNamespace, port)) && !isOutsideMesh(some, view),
  );
}

function isServiceOf({ name, namespace }: KubernetesObject, host: string): boolean {
  const named = serviceOf(host);
  return named !== undefined && name === named.service && namespace === named.namespace;
}

/**
 * What is behind a Service without a selector is no pod of the mesh: a name outside, or addresses that somebody lists.
 */
function isForOutside({ spec }: KubernetesObject): boolean {
  return spec.at("type").text() === "ExternalName" || Object.keys(spec.at("selector").textMap()).length === 0;
}

function podsBehind(service: KubernetesObject, { labels }: Pick<TrafficPolicy, "labels">, view: StackView): Pods[] {
  const selector = service.spec.at("selector").textMap();
  const subset = labels?.textMap() ?? {};
  return findKnown(
    view.endpoints,
    ({ namespace, podLabels }) =>
      namespace === service.namespace && selects(selector, podLabels) && selects(subset, podLabels),
  );
}

/**
 * The ports of the pods behind those of the Service that the traffic policy is for. Undefined stands for one that is
 * known by its name only, and for any where there is none.
 */
function podPorts(
  service: KubernetesObject,
  { port, otherPorts }: Pick<TrafficPolicy, "port" | "otherPorts">,
): (number | undefined)[] {
  const own = port?.number();
  const others = otherPorts.map((place) => place.number());
  const ports = service.spec
    .at("ports")
    .items()
    .map((item) => ({ number: item.at("port").number(), target: item.at("targetPort") }))
    .filter(({ number }) => (own === undefined ? !others.includes(number) : number === own))
    .map(({ number, target }) => (target.isAbsent ? number : target.number()));
  return ports.length > 0 ? ports : [undefined];
}

/** Whoever there is in the namespaces that a host lies in: a wildcard may be for those of the whole cluster. */
function podsAt(host: string, view: StackView, rootNamespace: string): Pods[] {
  const namespace = /\.([^.]+)\.svc\.cluster\.local$/.exec(host)?.[1] ?? serviceOf(host)?.namespace;
  if (namespace !== undefined && !host.startsWith("*")) return [{ namespace }];
  const workloads = view.workloads.filter((workload) => namespace === undefined || workload.namespace === namespace);
  const namespaces =
    namespace === undefined
      ? [rootNamespace, ...view.peerAuthentications.map((object) => object.namespace)]
      : [namespace];
  return [...namespaces.map((name) => ({ namespace: name })), ...workloads];
}
