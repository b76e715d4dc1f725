import { definePolicy } from "../engine/policy";
import { SERVICE } from "../objects/kinds";
import { type StackView } from "../objects/stack-view";
import { selects, type Workload } from "../objects/workload";
import { findKnown } from "../resources/subject";
import { podPort } from "../rules/pod-ports";

export const portModesAreForPodPorts = definePolicy({
  name: "port-modes-are-for-pod-ports",
  description:
    "A PeerAuthentication sets modes for ports of pods, which it selects by labels, and not for ports of Services. A mode for a Service's port that the pods do not listen on has no effect; without a selector istiod refuses it.",
  severity: "high",
  codes: [],
  url: "https://istio.io/latest/docs/reference/config/security/peer_authentication/#PeerAuthentication",
  remediationSteps:
    "use the number of the container's port (the Service's targetPort) in portLevelMtls, and select the pods in selector.matchLabels.",
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "stack",
  settings: {},
  subjects: (view) => view.peerAuthentications,
  check(authentication, { view, each, report }) {
    const { spec, title } = authentication;
    const ports = spec.at("portLevelMtls").entries();
    if (ports.length === 0) return;
    const selector = spec.at("selector", "matchLabels").textMap();
    if (Object.keys(selector).length === 0) {
      report(`${title}: portLevelMtls has no effect without selector.matchLabels, and istiod refuses it`);
      return;
    }
    const pods = view.workloadsSelectedBy(authentication.namespace, selector);
    each(ports, ([port]) => {
      const services = pods.flatMap((workload) => misread(Number(port), workload, view));
      for (const [service, target] of new Map(services)) {
        report(`${title}: portLevelMtls is for port ${port} of ${service}, which is port ${target} of the pods`);
      }
    });
  },
});

/** The Services whose port, and not the pods', a number is, each with the pods' port behind it. */
function misread(number: number, workload: Workload, view: StackView): [service: string, target: number][] {
  const services = findKnown([...view.ofKindIn(SERVICE, workload.namespace)], ({ spec }) => {
    const selector = spec.at("selector").textMap();
    return Object.keys(selector).length > 0 && selects(selector, workload.podLabels);
  });
  const ports = services.flatMap((service) =>
    service.spec
      .at("ports")
      .items()
      .map((port) => ({ service: service.title, number: port.at("port").number(), target: podPort(port, workload) })),
  );
  const isPodPort = ports.some(({ target }) => target === number) || containerPorts(workload).includes(number);
  if (isPodPort) return [];
  return ports.flatMap(({ service, number: own, target }) =>
    own === number && target !== undefined ? [[service, target]] : [],
  );
}

function containerPorts(workload: Workload): (number | undefined)[] {
  return workload
    .containers()
    .flatMap((container) => container.at("ports").items())
    .map((port) => port.at("containerPort").number());
}
