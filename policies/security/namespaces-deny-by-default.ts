import { ISTIO_NAMESPACE } from "../../mesh/istio/istio-namespace";
import { definePolicy } from "../engine/policy";
import { text } from "../engine/settings";
import { AUTHORIZATION_POLICY } from "../objects/kinds";
import { type KubernetesObject } from "../objects/kubernetes-object";
import { demandToSeeAll, exemptNamespaces, isGateway, tenants } from "../objects/namespaces";
import { Release } from "../objects/release";
import { findKnown } from "../resources/subject";
import { actionOf, appliedPolicies } from "../rules/applied-policies";

export const namespacesDenyByDefault = definePolicy({
  name: "namespaces-deny-by-default",
  description:
    "AuthorizationPolicies refuse every call to a workload that none allows, and allow some. Without any, every workload of the mesh may call every other.",
  severity: "high",
  codes: ["KIA1301"],
  url: "https://istio.io/latest/docs/ops/best-practices/security/#use-default-deny-patterns",
  remediationSteps:
    "add an AuthorizationPolicy with an empty spec to the namespace (it allows nothing) and one with action ALLOW for each call that is wanted; where another stack denies by default say so in platform.denyByDefault of platform-is-known.",
  levels: { dev: "disabled", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: { exemptNamespaces, rootNamespace: text(ISTIO_NAMESPACE, "Istio's root namespace.") },
  subjects: tenants,
  check(tenant, { view, settings, each, report }) {
    const { namespace, title } = tenant;
    if (settings.exemptNamespaces.includes(namespace)) return;
    const pods = tenant instanceof Release ? { namespace } : tenant;
    const allowing = findKnown(
      appliedPolicies(view, AUTHORIZATION_POLICY, pods, settings.rootNamespace),
      (policy) => actionOf(policy) === "ALLOW",
    );
    if (allowing.length > 0 && !(tenant instanceof Release)) {
      // What a release brings may have policies of its own.
      const rules = findKnown(allowing, ({ spec }) => spec.at("rules").items().length > 0);
      if (rules.length === 0) report(`${title}: AuthorizationPolicies deny every call to it`);
    }
    if (allowing.length === 0 && !view.platform.deniesByDefaultIn(namespace) && !isGateway(tenant)) {
      if (tenant instanceof Release) demandToSeeAll(view, namespace);
      report(`${title}: no AuthorizationPolicy is for it, so anyone in the mesh may call it`);
    }
    each(allowing, (policy) => {
      if (allowsEverything(policy) && !isGateway(tenant)) {
        report(`${title}: ${policy.title} has a rule without conditions, so anyone in the mesh may call it`);
      }
    });
  },
});

function allowsEverything({ spec }: KubernetesObject): boolean {
  const rules = spec.at("rules").items();
  return rules.some((rule) => ["from", "to", "when"].every((part) => rule.at(part).items().length === 0));
}
