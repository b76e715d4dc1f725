import { type KubernetesObject } from "../objects/kubernetes-object";
import { type Release } from "../objects/release";
import { type StackView } from "../objects/stack-view";
import { selects } from "../objects/workload";
import { findKnown } from "../resources/subject";
import { type Place } from "../resources/value";

type Labels = Readonly<Record<string, string>>;

/** A Service by which clients outside of the cluster reach pods directly. */
export interface Entrance {
  readonly title: string;
  readonly keepsAddresses: boolean;
  readonly annotations: Place;
  /** What the proxies behind it are told themselves, as text. */
  readonly proxyConfig: string;
}

/** The Services open to the outside whose pods have labels that a selector asks for, in one namespace or in any. */
export function entrances(view: StackView, selector: Labels, isIn: (namespace: string) => boolean): Entrance[] {
  const services = findKnown(view.services, (service) => isIn(service.namespace) && isOpen(service.spec, "ClusterIP"));
  const charts = findKnown(
    view.releases,
    (release) =>
      release.isGateway &&
      isIn(release.namespace) &&
      isOpen(release.values.at("service"), "LoadBalancer") &&
      selects(selector, release.gatewayLabels()) &&
      !services.some((service) => service.namespace === release.namespace && service.name === release.gatewayName),
  );
  return [...services.flatMap((service) => ofService(service, view, selector)), ...charts.map(ofChart)];
}

function isOpen(spec: Place, fallback: string): boolean {
  return ["LoadBalancer", "NodePort"].includes(spec.at("type").text() ?? fallback);
}

function ofService(service: KubernetesObject, view: StackView, selector: Labels): Entrance[] {
  const own = service.spec.at("selector").textMap();
  if (Object.keys(own).length === 0) return [];
  const [pods] = findKnown([...view.workloadsSelectedBy(service.namespace, own)], ({ podLabels }) =>
    selects(selector, podLabels),
  );
  if (!pods) return [];
  return [
    {
      title: service.title,
      keepsAddresses: keepsAddresses(service.spec),
      annotations: service.metadata.at("annotations"),
      proxyConfig: pods.podAnnotations["proxy.istio.io/config"] ?? "",
    },
  ];
}

function ofChart(release: Release): Entrance {
  const service = release.knownValues().at("service");
  return {
    title: release.title,
    keepsAddresses: keepsAddresses(service),
    annotations: service.at("annotations"),
    proxyConfig: release.values.at("podAnnotations").textMap()["proxy.istio.io/config"] ?? "",
  };
}

/** With the policy Cluster, which is the default, kube-proxy puts a node's address in the place of the client's. */
function keepsAddresses(service: Place): boolean {
  return service.at("externalTrafficPolicy").text() === "Local";
}
