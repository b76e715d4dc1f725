import { definePolicy } from "../engine/policy";
import { ownersOf } from "../objects/known-hosts";
import { oncePerStack } from "../objects/once-per-stack";
import { type StackView } from "../objects/stack-view";
import { type Destination, type VirtualService } from "../objects/virtual-service";
import { selects } from "../objects/workload";
import { KeyedItems } from "../resources/keyed-items";
import { knownRulesFor } from "../rules/host-rules";
import { podsBehind } from "../rules/service-pods";

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
      const splitter = meshRoutes(view)
        .find(host)
        .find((rule) => rule.resource.urn !== virtualService.resource.urn && splits(rule, host, view));
      if (splitter)
        report(
          `${route.title} sends to ${host} without a subset: the split of ${splitter.title} has no effect on what comes through the gateway`,
        );
    });
  },
});

/** What only the mesh follows, by the hosts that it routes. */
const meshRoutes = oncePerStack(
  (view) => new KeyedItems(view.virtualServices, (rule) => (rule.gatewayNames().length === 0 ? rule.hosts() : [])),
);

/** Whether rules keep requests for a host from some of its pods; those for the only version that there is do not. */
function splits(rule: VirtualService, host: string, view: StackView): boolean {
  const destinations = rule
    .httpRoutes()
    .flatMap((route) => route.weightedDestinations().map(({ destination }) => destination))
    .filter(({ subset }) => subset !== undefined);
  const versions = new Set(destinations.map((one) => `${one.host} ${one.subset}`));
  const [only] = destinations;
  return only !== undefined && !(versions.size === 1 && only.host === host && isOnlyVersion(only, view));
}

/**
 * Whether a subset is all of its host: each of the pods behind the Service that the stack shows has its labels, or,
 * where it shows none, the rules for the host declare no other.
 */
function isOnlyVersion({ host = "", subset }: Destination, view: StackView): boolean {
  const declared = knownRulesFor(view, host).flatMap((rule) => rule.subsets());
  const labels = declared
    .find((place) => place.at("name").text() === subset)
    ?.at("labels")
    .textMap();
  if (labels === undefined) return false;
  const pods = ownersOf(view, host).flatMap(({ object, kind }) => (kind === "Service" ? podsBehind(object, view) : []));
  if (pods.length === 0) return new Set(declared.map((place) => place.at("name").text())).size === 1;
  return pods.every(({ podLabels }) => selects(labels, podLabels));
}
