import { ISTIO_NAMESPACE } from "../../mesh/istio/istio-namespace";
import { definePolicy } from "../engine/policy";
import { text } from "../engine/settings";
import { demandToSeeAll } from "../objects/namespaces";
import { type Release } from "../objects/release";
import { type StackView } from "../objects/stack-view";
import { labelText, selects } from "../objects/workload";
import { findKnown } from "../resources/subject";

type Labels = Readonly<Record<string, string>>;

export const securitySelectorsMatch = definePolicy({
  name: "security-selectors-match",
  description:
    "The selector of every AuthorizationPolicy, RequestAuthentication and PeerAuthentication fits some pods of its namespace. One that fits none protects nothing, and nobody is told.",
  severity: "high",
  codes: ["IST0127", "KIA0004"],
  url: "https://istio.io/latest/docs/reference/config/type/workload-selector/",
  remediationSteps:
    "make selector.matchLabels the labels of the pod template (not those of the Deployment or the Service), in the pods' own namespace.",
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "stack",
  settings: { rootNamespace: text(ISTIO_NAMESPACE, "Istio's root namespace.") },
  subjects: (view) => [...view.authorizationPolicies, ...view.requestAuthentications, ...view.peerAuthentications],
  check(policy, { view, settings, report }) {
    const { namespace, title } = policy;
    const selector = policy.spec.at("selector", "matchLabels").textMap();
    if (Object.keys(selector).length === 0 || MADE_BY_ISTIOD.some((name) => name in selector)) return;
    const isForAll = namespace === settings.rootNamespace;
    if (selectsSome(view, selector, namespace, isForAll)) return;

    // Of a namespace in which nothing of the stack runs other stacks know more.
    if (!isForAll && view.workloadsIn(namespace).length + releasesIn(view, namespace).length === 0) return;
    if (isForAll && !view.hasIstiod) return;
    demandToSeeAll(view, namespace);
    const where = isForAll ? "the stack" : `namespace ${namespace}`;
    report(`${title}: its selector (${labelText(selector)}) fits no pods of ${where}`);
  },
});

/** A policy of the root namespace is for the pods of all namespaces. */
function selectsSome(view: StackView, selector: Labels, namespace: string, isForAll: boolean): boolean {
  const releases = isForAll ? view.releases : releasesIn(view, namespace);
  if (findKnown(releases, (release) => selects(selector, chartLabels(release))).length > 0) return true;
  if (!isForAll && view.workloadsSelectedBy(namespace, selector).length > 0) return true;
  // Machines outside of the cluster among them.
  const pods = findKnown(
    view.endpoints,
    (one) => (isForAll || one.namespace === namespace) && selects(selector, one.podLabels),
  );
  return pods.length > 0;
}

/** The labels by which istiod's own gateways for Gateway API objects are told apart; no stack shows these pods. */
const MADE_BY_ISTIOD = ["gateway.networking.k8s.io/gateway-name", "istio.io/gateway-name"];

function releasesIn(view: StackView, namespace: string): Release[] {
  return findKnown(view.releases, (release) => release.namespace === namespace);
}

/** The labels of the pods of Istio's charts, as far as others select by them. */
function chartLabels(release: Release): Labels {
  switch (release.istioChart) {
    case "gateway":
      return release.gatewayLabels();
    case "istiod":
      return { app: "istiod", istio: "pilot" };
    case "ztunnel":
      return { app: "ztunnel" };
    default:
      return {};
  }
}
