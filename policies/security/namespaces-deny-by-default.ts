import { ISTIO_NAMESPACE } from "../../mesh/istio-namespace";
import { definePolicy, findKnown } from "../engine/policy";
import { text } from "../engine/settings";
import { type KubernetesObject } from "../objects/kubernetes-object";
import { exemptNamespaces } from "../objects/namespaces";
import { selects, type Workload } from "../objects/workload";

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
  subjects: (view) => view.workloads,
  check(workload, { view, settings, report }) {
    if (settings.exemptNamespaces.includes(workload.namespace)) return;
    const allowing = findKnown(
      view.authorizationPolicies,
      (policy) => isAllow(policy) && isFor(policy, workload, settings.rootNamespace),
    );
    if (allowing.length === 0) {
      report(`${workload.title}: no AuthorizationPolicy is for it, so anyone in the mesh may call it`);
    } else if (findKnown(allowing, ({ spec }) => spec.at("rules").items().length > 0).length === 0) {
      report(`${workload.title}: AuthorizationPolicies deny every call to it`);
    }
  },
});

/** An ALLOW policy refuses what no ALLOW policy allows, even if it has no rules at all. */
function isAllow({ spec }: KubernetesObject): boolean {
  return (spec.at("action").text() ?? "ALLOW") === "ALLOW";
}

function isFor({ namespace, spec }: KubernetesObject, workload: Workload, rootNamespace: string): boolean {
  const inScope = namespace === workload.namespace || namespace === rootNamespace;
  return inScope && selects(spec.at("selector", "matchLabels").textMap(), workload.podLabels);
}
