import { definePolicy } from "../engine/policy";
import { flag } from "../engine/settings";
import { exemptNamespaces } from "../objects/namespaces";
import { containerProblems, injectedProblems, isInjected, isProxyContainer } from "../rules/container";

export const workloadsAreHardened = definePolicy({
  name: "workloads-are-hardened",
  description:
    "Containers say what they need, when they are ready and which image exactly they run, and have no more rights than they need: no root, no privileges, no capabilities, and not the sidecar's user.",
  severity: "medium",
  codes: [
    "IST0144",
    "CKV_K8S_9",
    "CKV_K8S_10",
    "CKV_K8S_12",
    "CKV_K8S_13",
    "CKV_K8S_14",
    "CKV_K8S_16",
    "CKV_K8S_20",
    "CKV_K8S_23",
    "CKV_K8S_37",
  ],
  url: "https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted",
  remediationSteps:
    "add to the container what is missing: resources, readinessProbe, an image tag, securityContext with runAsNonRoot, allowPrivilegeEscalation: false and capabilities.drop: [ALL].",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "resource",
  settings: {
    exemptNamespaces,
    needsResources: flag(true, "Whether containers must ask for cpu and memory and have a limit of memory."),
    needsReadiness: flag(true, "Whether containers must have a readinessProbe."),
  },
  // Istio's own pods are as its charts make them.
  subjects: (view) => view.workloads.filter((workload) => !workload.isControlPlane),
  check(workload, { settings, each, report }) {
    if (settings.exemptNamespaces.includes(workload.namespace)) return;
    const isServer = workload.object.group !== "batch";
    const needsReadiness = settings.needsReadiness && isServer;
    const podSecurity = workload.podSpec.at("securityContext");
    each(workload.containers(), (container) => {
      const name = container.at("name").text() ?? container.path;
      const demands = { ...settings, needsReadiness, isProxy: isProxyContainer(container) };
      const problems = isInjected(container)
        ? injectedProblems(container, podSecurity)
        : containerProblems(container, podSecurity, demands);
      for (const problem of problems) {
        report(`${workload.title}: container ${name} ${problem}`);
      }
    });
  },
});
