import { type Gateway } from "../objects/gateway";
import { type KubernetesObject } from "../objects/kubernetes-object";
import { oncePerStack } from "../objects/once-per-stack";
import { type Release } from "../objects/release";
import { type StackView } from "../objects/stack-view";
import { selects } from "../objects/workload";
import { findKnown } from "../resources/subject";
import { type StackResource } from "../resources/stack-resource";
import { type Place } from "../resources/value";
import { gatewayPodsWith } from "./gateway-pods";

type Labels = Readonly<Record<string, string>>;

/** A Service by which the pods of a gateway are reached: an object, or what Istio's chart makes of its values. */
export interface FrontService {
  readonly resource: StackResource;
  readonly name: string;
  readonly namespace: string;
  readonly type: string;
  readonly annotations: Place;
  readonly ports: Place;
}

/** The Services before the pods that a Gateway selects, as far as the stack shows them. */
export function frontServices(gateway: Gateway, view: StackView): FrontService[] {
  const selector = gateway.selector();
  const charts = findKnown(
    gatewayReleases(view),
    (release) => selects(selector, release.gatewayLabels()) && release.values.at("service", "type").text() !== "None",
  );
  const services = findKnown(view.services, (service) => isBefore(service, selector, view));
  return [...charts.map(ofRelease), ...services.map(ofService)];
}

const gatewayReleases = oncePerStack((view) => findKnown(view.releases, ({ isGateway }) => isGateway));

/** A Service without a selector is before no pods in particular, a Gateway without one is for every gateway. */
function isBefore(service: KubernetesObject, selector: Labels, view: StackView): boolean {
  const own = service.spec.at("selector").textMap();
  if (Object.keys(own).length === 0) return false;
  if (Object.keys(selector).length === 0) return gatewayPodsWith(view, own).length > 0;
  return selects(selector, own) || selects(own, selector);
}

function ofRelease(release: Release): FrontService {
  const service = release.values.at("service");
  const name = release.values.at("name").text() ?? release.name;
  return {
    resource: release.resource,
    name,
    namespace: release.namespace,
    type: service.at("type").text() ?? "LoadBalancer",
    annotations: service.at("annotations"),
    ports: service.at("ports"),
  };
}

function ofService(object: KubernetesObject): FrontService {
  const { resource, name, namespace } = object;
  const type = object.spec.at("type").text() ?? "ClusterIP";
  return {
    resource,
    name,
    namespace,
    type,
    annotations: object.metadata.at("annotations"),
    ports: object.spec.at("ports"),
  };
}
