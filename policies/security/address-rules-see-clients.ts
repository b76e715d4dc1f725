import { ISTIO_NAMESPACE } from "../../mesh/istio/istio-namespace";
import { definePolicy } from "../engine/policy";
import { text } from "../engine/settings";
import { type KubernetesObject } from "../objects/kubernetes-object";
import { type StackView } from "../objects/stack-view";
import { selects, type Workload } from "../objects/workload";
import { findKnown } from "../resources/subject";
import { type Place } from "../resources/value";
import { type Entrance, entrances } from "../rules/entrances";

/** Ranges that no client on the internet has: RFC 1918, 6598 and 4193, loopback and link-local addresses. */
const PRIVATE = [
  /^10\./,
  /^192\.168\./,
  /^172\.(1[6-9]|2\d|3[01])\./,
  /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
  /^127\./,
  /^169\.254\./,
  /^f[cd][0-9a-f]{2}:/i,
  /^fe[89ab][0-9a-f]:/i,
  /^::1(\/|$)/,
];

/** Whether an address or a block of addresses is of the internet, and not of a network of one's own. */
function isPublic(block: string): boolean {
  return !isAnywhere(block) && !PRIVATE.some((pattern) => pattern.test(block));
}

/** Whether a block is every address. */
function isAnywhere(block: string): boolean {
  return /\/0$/.test(block);
}

export const addressRulesSeeClients = definePolicy({
  name: "address-rules-see-clients",
  description:
    "AuthorizationPolicies about clients' addresses are for pods that see these addresses. Behind a Service with externalTrafficPolicy Cluster, a proxy, or another sidecar they see that one's address, and let in the wrong ones or nobody.",
  severity: "high",
  codes: [],
  url: "https://istio.io/latest/docs/tasks/security/authorization/authz-ingress/",
  remediationSteps:
    "set externalTrafficPolicy: Local on the gateway's Service (in the chart's values service.externalTrafficPolicy) and keep ipBlocks, or have the load balancer say the address (PROXY protocol, X-Forwarded-For with numTrustedProxies) and use remoteIpBlocks.",
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "stack",
  settings: { rootNamespace: text(ISTIO_NAMESPACE, "Istio's root namespace.") },
  subjects: (view) => view.authorizationPolicies,
  check(policy, { view, settings, each, report }) {
    const lists = addressLists(policy.spec);
    if (lists.length === 0) return;
    const selector = policy.spec.at("selector", "matchLabels").textMap();
    const isIn = (namespace: string) => [namespace, settings.rootNamespace].includes(policy.namespace);
    const open = entrances(view, selector, isIn);

    each(lists, ({ kind, place }) => {
      const blocks = place.texts().filter((block) => !isAnywhere(block));
      if (blocks.length === 0) return;
      const what = `${policy.title}: ${place.path.replace(/^spec\./, "")}`;
      for (const entrance of open.filter((one) => !isSeenThrough(one, kind, view))) {
        report(
          `${what} is meant for clients' addresses, which are lost on the way through ${entrance.title} (${whyNot(kind)})`,
        );
      }
      const hidden = kind === "ipBlocks" && open.length === 0 && blocks.some(isPublic);
      if (hidden && isForSidecars(policy, selector, view, isIn))
        report(`${what} is about clients on the internet, but its pods are called by others of the mesh alone`);
    });
  },
});

/** By what a client is known: whoever is at the other end of the connection, or whom the request is said to be from. */
type Kind = "ipBlocks" | "remoteIpBlocks";

const CONDITIONS: Readonly<Record<string, Kind>> = { "source.ip": "ipBlocks", "remote.ip": "remoteIpBlocks" };

function addressLists(spec: Place): { readonly kind: Kind; readonly place: Place }[] {
  const rules = spec.at("rules").items();
  const sources = rules.flatMap((rule) => rule.at("from").items()).map((from) => from.at("source"));
  const conditions = rules.flatMap((rule) => rule.at("when").items());
  return [
    ...sources.flatMap((source) => [
      { kind: "ipBlocks" as const, place: source.at("ipBlocks") },
      { kind: "ipBlocks" as const, place: source.at("notIpBlocks") },
      { kind: "remoteIpBlocks" as const, place: source.at("remoteIpBlocks") },
      { kind: "remoteIpBlocks" as const, place: source.at("notRemoteIpBlocks") },
    ]),
    ...conditions.flatMap((when) => {
      const kind = CONDITIONS[when.at("key").text() ?? ""];
      return kind ? [when.at("values"), when.at("notValues")].map((place) => ({ kind, place })) : [];
    }),
  ].filter(({ place }) => !place.isAbsent);
}

const AWS = "service.beta.kubernetes.io/aws-load-balancer-";

/**
 * Whether a client's address gets through (istio.io, Ingress Access Control, Source IP address of the original client):
 * as the connection's own, or said by the load balancer before it.
 */
function isSeenThrough({ keepsAddresses, annotations, proxyConfig }: Entrance, kind: Kind, view: StackView): boolean {
  if (keepsAddresses) return true;
  const values = annotations.textMap();
  const targets = values[`${AWS}target-group-attributes`] ?? "";
  if (kind === "ipBlocks") {
    // The load balancer sends to the pods themselves, past kube-proxy.
    const isToPods = values[`${AWS}nlb-target-type`] === "ip" || values[`${AWS}type`] === "nlb-ip";
    return isToPods && /preserve_client_ip\.enabled=true/.test(targets);
  }
  const isProxied = `${AWS}proxy-protocol` in values || /proxy_protocol_v2\.enabled=true/.test(targets);
  return isProxied || /numTrustedProxies|proxyProtocol/.test(proxyConfig) || trustsProxies(view);
}

function trustsProxies(view: StackView): boolean {
  const istiods = findKnown(view.releases, ({ istioChart }) => istioChart === "istiod");
  return istiods.some((release) => {
    const topology = release.knownValues().at("meshConfig", "defaultConfig", "gatewayTopology");
    return (topology.at("numTrustedProxies").number() ?? 0) > 0 || !topology.at("proxyProtocol").isAbsent;
  });
}

function whyNot(kind: Kind): string {
  return kind === "ipBlocks"
    ? "externalTrafficPolicy is not Local"
    : "externalTrafficPolicy is not Local, and no proxy before it is trusted to say them";
}

/** Whether it is for workloads behind the gateways, and for no gateway. */
function isForSidecars(
  { namespace }: KubernetesObject,
  selector: Readonly<Record<string, string>>,
  view: StackView,
  isIn: (namespace: string) => boolean,
): boolean {
  const charts = view.releases.filter(({ isGateway }) => isGateway);
  const isForGateway = charts.some((release) => isIn(release.namespace) && selects(selector, release.gatewayLabels()));
  const pods: readonly Workload[] = view.workloadsSelectedBy(namespace, selector);
  return !isForGateway && pods.length > 0 && pods.every(({ isGateway }) => !isGateway);
}
