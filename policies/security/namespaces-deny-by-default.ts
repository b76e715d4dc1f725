import { ISTIO_NAMESPACE } from "../../mesh/istio/istio-namespace";
import { definePolicy } from "../engine/policy";
import { text } from "../engine/settings";
import { type KubernetesObject } from "../objects/kubernetes-object";
import { demandToSeeAll, exemptNamespaces, tenants } from "../objects/namespaces";
import { Release } from "../objects/release";
import { selects } from "../objects/workload";
import { findKnown } from "../resources/subject";
import { type Pods } from "../rules/strict-mtls";

export const namespacesDenyByDefault = definePolicy({
  name: "namespaces-deny-by-default",
  description:
    "AuthorizationPolicies refuse every call to a workload that none allows, and allow some. Without any, every workload of the mesh may call every other.",
  severity: "high",
  codes: ["KIA1301"],
  url: "https://istio.io/latest/docs/ops/best-practices/security/#use-default-deny-patterns",
  remediationSteps:
    "add an AuthorizationPolicy with an empty spec to the namespace (it allows nothing) and one with action ALLOW for each call that is wanted.",
  levels: { dev: "disabled", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: { exemptNamespaces, rootNamespace: text(ISTIO_NAMESPACE, "Istio's root namespace.") },
  subjects: tenants,
  check(tenant, { view, settings, each, report }) {
    const { namespace, title } = tenant;
    if (settings.exemptNamespaces.includes(namespace)) return;
    const pods = tenant instanceof Release ? { namespace } : tenant;
    const allowing = findKnown(
      view.authorizationPolicies,
      (policy) => isAllow(policy) && isFor(policy, pods, settings.rootNamespace),
    );
    if (allowing.length === 0) {
      if (tenant instanceof Release) demandToSeeAll(view, namespace);
      report(`${title}: no AuthorizationPolicy is for it, so anyone in the mesh may call it`);
    } else if (findKnown(allowing, ({ spec }) => spec.at("rules").items().length > 0).length === 0) {
      // What a release brings may have policies of its own.
      if (!(tenant instanceof Release)) report(`${title}: AuthorizationPolicies deny every call to it`);
    }
    each(view.authorizationPolicies, (policy) => {
      if (allowsEverything(policy) && isAllow(policy) && isFor(policy, pods, settings.rootNamespace)) {
        report(`${title}: ${policy.title} has a rule without conditions, so anyone in the mesh may call it`);
      }
    });
  },
});

/** An ALLOW policy refuses what no ALLOW policy allows, even if it has no rules at all. */
function isAllow({ spec }: KubernetesObject): boolean {
  return (spec.at("action").text() ?? "ALLOW") === "ALLOW";
}

function allowsEverything({ spec }: KubernetesObject): boolean {
  const rules = spec.at("rules").items();
  return rules.some((rule) => ["from", "to", "when"].every((part) => rule.at(part).items().length === 0));
}

/** A policy for targetRefs is for gateways and waypoints, not for sidecars. */
function isFor({ namespace, spec }: KubernetesObject, pods: Pods, rootNamespace: string): boolean {
  if (!spec.at("targetRefs").isAbsent || !spec.at("targetRef").isAbsent) return false;
  const inScope = namespace === pods.namespace || namespace === rootNamespace;
  const selector = spec.at("selector", "matchLabels").textMap();
  if (pods.podLabels === undefined) return inScope && Object.keys(selector).length === 0;
  return inScope && selects(selector, pods.podLabels);
}
