import { ISTIO_NAMESPACE } from "../../mesh/istio/istio-namespace";
import { definePolicy } from "../engine/policy";
import { text } from "../engine/settings";
import { AUTHORIZATION_POLICY } from "../objects/kinds";
import { type KubernetesObject } from "../objects/kubernetes-object";
import { exemptNamespaces } from "../objects/namespaces";
import { servicePortTraffic } from "../objects/port-protocol";
import { type StackView } from "../objects/stack-view";
import { type Workload } from "../objects/workload";
import { type Place } from "../resources/value";
import { actionOf, appliedPolicies, isDryRun } from "../rules/applied-policies";
import { httpConditions, isForPort } from "../rules/http-conditions";
import { isOutsideMesh } from "../rules/mesh-membership";
import { podPort } from "../rules/pod-ports";

export const authorizationFitsTheProtocol = definePolicy({
  name: "authorization-fits-the-protocol",
  description:
    "No TCP port is left to AuthorizationPolicies about HTTP requests. TCP meets no condition of HTTP: an ALLOW rule with one lets nobody in, and a DENY rule with one refuses everybody.",
  severity: "high",
  codes: [],
  url: "https://istio.io/latest/docs/tasks/security/authorization/authz-tcp/",
  remediationSteps:
    "allow the callers of the TCP port in a rule without methods, paths, hosts and request... conditions, and give DENY rules that have some the ports of HTTP (to.operation.ports).",
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "stack",
  settings: { exemptNamespaces, rootNamespace: text(ISTIO_NAMESPACE, "Istio's root namespace.") },
  subjects: (view) => view.services,
  check(service, { view, settings, each, report }) {
    if (service.spec.at("type").text() === "ExternalName") return;
    const ports = service.spec.at("ports").items();
    each(ports, (port) => {
      // HTTPS and TLS that a sidecar does not end are TCP to it.
      if (!["tcp", "tls"].includes(servicePortTraffic(port))) return;
      const number = port.at("port").number() ?? port.path;
      for (const workload of podsBehind(service, view)) {
        if (settings.exemptNamespaces.includes(workload.namespace)) return;
        const target = podPort(port, workload);
        if (target === undefined) continue;
        const applied = appliedPolicies(view, AUTHORIZATION_POLICY, workload, settings.rootNamespace);
        const enforced = applied.filter((policy) => !isDryRun(policy));
        const wider = rulesOf(enforced, "DENY").filter(({ rule }) => isWider(rule, target));
        for (const { policy, rule } of wider) {
          const what = `${conditionNames(rule)} of ${rule.path.replace(/^spec\./, "")} say nothing about TCP`;
          report(
            `${policy.title}: ${what}: it refuses every connection to port ${number} of ${service.title} that its other conditions fit`,
            policy,
          );
        }
        const allowing = rulesOf(enforced, "ALLOW");
        if (allowing.length === 0 || allowing.some(({ rule }) => allowsTcp(rule, target))) continue;
        const policies = [...new Set(allowing.map(({ policy }) => policy.title))];
        report(
          `${service.title}: port ${number} is TCP, but all that is allowed to ${workload.title} (${policies.join(", ")}) is about HTTP or other ports: every connection is refused`,
        );
      }
    });
  },
});

interface PolicyRule {
  readonly policy: KubernetesObject;
  readonly rule: Place;
}

function rulesOf(policies: readonly KubernetesObject[], action: string): PolicyRule[] {
  return policies
    .filter((policy) => actionOf(policy) === action)
    .flatMap((policy) =>
      policy.spec
        .at("rules")
        .items()
        .map((rule) => ({ policy, rule })),
    );
}

/** istiod leaves a whole ALLOW rule out of a TCP filter for one condition of HTTP (its authz model, checkError). */
function allowsTcp(rule: Place, port: number): boolean {
  return httpConditions(rule).length === 0 && isForPort(rule, port);
}

/** Of a DENY rule it leaves out that condition alone, so that the rest of the rule refuses more. */
function isWider(rule: Place, port: number): boolean {
  return httpConditions(rule).length > 0 && isForPort(rule, port);
}

function conditionNames(rule: Place): string {
  return httpConditions(rule)
    .map((place) => place.at("key").textIfKnown() ?? place.path.split(".").at(-1) ?? place.path)
    .join(", ");
}

/** The workloads with a sidecar behind a Service. Which protocol a gateway's port has Gateway objects say. */
function podsBehind(service: KubernetesObject, view: StackView): Workload[] {
  const selector = service.spec.at("selector").textMap();
  if (Object.keys(selector).length === 0) return [];
  return view
    .workloadsSelectedBy(service.namespace, selector)
    .filter((workload) => !workload.isGateway && !workload.isControlPlane)
    .filter((workload) => !isOutsideMesh(workload, view));
}
