import { definePolicy } from "../engine/policy";
import { findKnown } from "../resources/subject";

export const splitsWorkAtTheIngress = definePolicy({
  name: "splits-work-at-the-ingress",
  description:
    "A VirtualService of a gateway does not send to a host that the mesh splits by subsets without naming subsets itself: gateways do not follow the mesh's VirtualServices, so the split has no effect there.",
  severity: "medium",
  codes: ["IST0140"],
  url: "https://istio.io/latest/docs/reference/config/analysis/ist0140/",
  remediationSteps:
    "name the subsets and weights in the gateway's VirtualService too, or add the gateway to the one that splits.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: {},
  subjects: (view) => view.virtualServices,
  check(virtualService, { view, each, report }) {
    if (virtualService.gatewayNames().length === 0) return;
    const routed = virtualService
      .httpRoutes()
      .flatMap((route) => route.weightedDestinations().map(({ destination }) => ({ route, destination })));
    each(routed, ({ route, destination }) => {
      if (destination.subset !== undefined) return;
      const { host } = destination;
      if (host === undefined) return;
      const [splitter] = findKnown(
        view.virtualServices,
        (other) =>
          other !== virtualService &&
          other.resource.urn !== virtualService.resource.urn &&
          other.gatewayNames().length === 0 &&
          other.hosts().includes(host) &&
          other
            .httpRoutes()
            .some((rule) => rule.weightedDestinations().some(({ destination }) => destination.subset !== undefined)),
      );
      if (splitter)
        report(
          `${route.title} sends to ${host} without a subset: the split of ${splitter.title} has no effect on what comes through the gateway`,
        );
    });
  },
});
