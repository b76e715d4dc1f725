import { definePolicy } from "../engine/policy";
import { type Gateway } from "../objects/gateway";
import { type KubernetesObject } from "../objects/kubernetes-object";
import { oncePerStack } from "../objects/once-per-stack";
import { SECRET } from "../objects/kinds";
import { type StackView } from "../objects/stack-view";
import { selects } from "../objects/workload";
import { KeyedItems } from "../resources/keyed-items";
import { type Place } from "../resources/value";
import { gatewayPodsWith } from "../rules/gateway-pods";

export const gatewayCredentialsAreInReach = definePolicy({
  name: "gateway-credentials-are-in-reach",
  description:
    "A Secret that a Gateway's credentialName names is in the namespace of the gateway's pods. One beside the Gateway object is not looked for, and every TLS connection to its hosts breaks off.",
  severity: "high",
  codes: ["IST0101"],
  url: "https://istio.io/latest/docs/tasks/traffic-management/ingress/secure-ingress/#troubleshooting",
  remediationSteps:
    "make the Secret (or the Certificate, ExternalSecret or SealedSecret that makes it) in the namespace in which the gateway's pods run, whatever namespace the Gateway object is in.",
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "stack",
  settings: {},
  subjects: (view) => view.gateways,
  check(gateway, { view, each, report }) {
    each(gateway.servers(), (server) => {
      each(credentials(server.place.at("tls")), (credential) => {
        const name = credential.text();
        // Names with a scheme are for other sources of certificates, and keep to their own rules.
        if (name === undefined || name.includes("://")) return;
        const made = secrets(view).find(name);
        if (made.length === 0 || made.some(isCopied)) return;
        const wanted = podNamespaces(gateway, view);
        const missing = wanted.filter((namespace) => !made.some((object) => object.namespace === namespace));
        if (missing.length === 0) return;
        const found = made.map(({ title }) => title).join(", ");
        report(
          `${server.title}: the gateway's pods are in namespace ${missing.join(", ")} and look for the Secret ${name} there, but the stack has ${found}`,
        );
      });
    });
  },
});

function credentials(tls: Place): Place[] {
  return [tls.at("credentialName"), ...tls.at("credentialNames").items()];
}

/** The namespaces of the pods that a Gateway configures, as far as they are known. */
function podNamespaces(gateway: Gateway, view: StackView): string[] {
  const selector = gateway.selector();
  const outside = view.platform.gateways.filter(({ labels }) => selects(selector, labels));
  return [
    ...new Set([
      ...gatewayPodsWith(view, selector).map(({ namespace }) => namespace),
      ...outside.flatMap(({ namespace }) => namespace ?? []),
    ]),
  ];
}

/** What makes Secrets: where each says the Secret's name, its own being the one where it does not. */
const MAKERS = [
  { is: SECRET, name: ["metadata", "name"] },
  { is: { group: "cert-manager.io", kind: "Certificate" }, name: ["spec", "secretName"] },
  { is: { group: "external-secrets.io", kind: "ExternalSecret" }, name: ["spec", "target", "name"] },
  { is: { group: "bitnami.com", kind: "SealedSecret" }, name: ["spec", "template", "metadata", "name"] },
] as const;

/** The objects of the stack that are, or make, Secrets, by the Secret's name. */
const secrets = oncePerStack(
  (view) =>
    new KeyedItems(
      MAKERS.flatMap(({ is }) => view.ofKind(is)),
      (object) => [secretName(object)],
    ),
);

/** Whether a controller copies it into other namespaces (Reflector, kubernetes-replicator, kubed). */
function isCopied(object: KubernetesObject): boolean {
  const { properties } = object.resource;
  return [properties.at("metadata", "annotations"), properties.at("spec", "secretTemplate", "annotations")]
    .flatMap((annotations) => Object.keys(annotations.textMap()))
    .some((name) =>
      /^(reflector\.v1\.k8s\.emberstack\.com|replicator\.v1\.mittwald\.de|kubed\.appscode\.com)\//.test(name),
    );
}

function secretName(object: KubernetesObject): string {
  const maker = MAKERS.find(({ is }) => object.is(is));
  const named = maker === undefined ? undefined : object.resource.properties.at(...maker.name).text();
  return named ?? object.name;
}
