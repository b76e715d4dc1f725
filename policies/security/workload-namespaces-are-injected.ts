import { definePolicy } from "../engine/policy";
import { type KubernetesObject } from "../objects/kubernetes-object";
import {
  asksForSidecar,
  demandToSeeAll,
  exemptNamespaces,
  isAmbient,
  labelOf,
  namespaceObjects,
  tenants,
} from "../objects/namespaces";
import { Release } from "../objects/release";

export const workloadNamespacesAreInjected = definePolicy({
  name: "workload-namespaces-are-injected",
  description:
    "Every namespace with workloads has the label that gives their pods a sidecar, and not two that contradict. Pods that start without one are outside of the mesh until they are made anew.",
  severity: "high",
  codes: ["IST0102", "IST0103", "IST0123"],
  url: "https://istio.io/latest/docs/reference/config/analysis/ist0102/",
  remediationSteps:
    "label the namespace istio-injection=enabled or istio.io/rev=REVISION, one of the two, in its Namespace or in a NamespacePatch; where another stack labels it list that stack's revisions in platform.revisions of platform-is-known.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: { exemptNamespaces },
  subjects: tenants,
  check(tenant, { view, settings, report }) {
    const { namespace } = tenant;
    if (settings.exemptNamespaces.includes(namespace)) return;
    const objects = namespaceObjects(view, namespace);
    const problem = problemOf(objects);
    if (problem === undefined) return;

    const isLeftToPods = objects.every(({ labels }) => !("istio-injection" in labels || "istio.io/rev" in labels));
    // Whoever makes the namespace labels it.
    if (isLeftToPods && objects.every(({ isPatch }) => isPatch) && view.platform.injects(namespace)) return;
    if (tenant instanceof Release) demandToSeeAll(view, namespace);
    else if (!isLeftToPods || !view.workloadsIn(namespace).every(asksForSidecar)) {
      report(`namespace ${namespace} ${problem}`, { resource: objects[0]?.resource });
    }
  },
});

/** Why the pods of a namespace get no sidecar, or not the one that is meant. */
function problemOf(namespace: readonly KubernetesObject[]): string | undefined {
  const injection = labelOf(namespace, "istio-injection");
  const revision = labelOf(namespace, "istio.io/rev");
  if (isAmbient(namespace)) return undefined;
  if (namespace.length === 0) return "has workloads, and nothing in the stack labels it for sidecars";
  if (injection !== undefined && revision !== undefined) {
    return `has both labels, istio-injection=${injection} and istio.io/rev=${revision}`;
  }
  if (injection === "enabled" || revision !== undefined) return undefined;
  const is = injection === undefined ? "has no label for sidecars" : `has istio-injection=${injection}`;
  return `${is}: its workloads get none`;
}
