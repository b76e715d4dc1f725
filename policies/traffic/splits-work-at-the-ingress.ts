import { definePolicy, findKnown } from "../engine/policy";

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
    const places = virtualService
      .httpRoutes()
      .flatMap((route) => route.legs().map((leg) => ({ route, place: leg.at("destination") })));
    each(places, ({ route, place }) => {
      const destination = route.destination(place);
      if (!destination || destination.subset !== undefined) return;
      const [splitter] = findKnown(
        view.virtualServices,
        (other) =>
          other !== virtualService &&
          other.resource.urn !== virtualService.resource.urn &&
          other.gatewayNames().length === 0 &&
          other.hosts().includes(destination.host) &&
          other
            .httpRoutes()
            .some((rule) => rule.legs().some((leg) => rule.destination(leg.at("destination"))?.subset !== undefined)),
      );
      if (splitter)
        report(
          `${route.title} sends to ${destination.host} without a subset: the split of ${splitter.title} has no effect on what comes through the gateway`,
        );
    });
  },
});
