import { type Gateway } from "../objects/gateway";
import { type Release } from "../objects/release";
import { type StackView } from "../objects/stack-view";
import { type Labelled, selects } from "../objects/workload";
import { findKnown } from "../resources/subject";

/** The pods that a Gateway configures, in whatever namespace they are (istio.io, Gateway.selector). */
export function podsOf(gateway: Gateway, view: StackView): Labelled[] {
  const selector = gateway.selector();
  const pods = [...view.releases.map(chartPods), ...view.workloads];
  return findKnown(pods, ({ isGateway, podLabels }) => isGateway && selects(selector, podLabels));
}

/** The pods that Istio's gateway chart makes, which a Release does not show. */
function chartPods(release: Release): Labelled & { readonly isGateway: boolean } {
  return {
    get isGateway() {
      return release.istioChart === "gateway";
    },
    get namespace() {
      return release.namespace;
    },
    get podLabels() {
      return release.gatewayLabels();
    },
  };
}
