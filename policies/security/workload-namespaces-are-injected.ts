import { definePolicy, type Subject } from "../engine/policy";
import { asksForSidecar, exemptNamespaces, namespaceObjects, workloadsIn } from "../objects/namespaces";

export const workloadNamespacesAreInjected = definePolicy({
  name: "workload-namespaces-are-injected",
  description:
    "Every namespace with workloads has the label that gives their pods a sidecar, and not two that contradict. Pods that start without one are outside of the mesh until they are made anew.",
  severity: "high",
  codes: ["IST0102", "IST0103", "IST0123"],
  url: "https://istio.io/latest/docs/reference/config/analysis/ist0102/",
  remediationSteps:
    "label the namespace istio-injection=enabled or istio.io/rev=REVISION, one of the two, in its Namespace or in a NamespacePatch.",
  levels: { dev: "advisory", prod: "mandatory", strict: "mandatory" },
  stage: "stack",
  settings: { exemptNamespaces },
  subjects: (view) => view.workloads,
  check({ namespace }, { view, settings, report }) {
    if (settings.exemptNamespaces.includes(namespace)) return;
    if (workloadsIn(view, namespace).every(asksForSidecar)) return;

    const objects = namespaceObjects(view, namespace);
    const about: Subject = { resource: objects[0]?.resource };
    const label = (name: string) => objects.map(({ labels }) => labels[name]).find((value) => value !== undefined);
    const injection = label("istio-injection");
    const revision = label("istio.io/rev");
    if (label("istio.io/dataplane-mode") === "ambient") return;

    if (objects.length === 0) {
      report(`namespace ${namespace} has workloads, and nothing in the stack labels it for sidecars`, about);
    } else if (injection !== undefined && revision !== undefined) {
      report(
        `namespace ${namespace} has both labels, istio-injection=${injection} and istio.io/rev=${revision}`,
        about,
      );
    } else if (injection !== "enabled" && revision === undefined) {
      const is = injection === undefined ? "has no label for sidecars" : `has istio-injection=${injection}`;
      report(`namespace ${namespace} ${is}: its workloads get none`, about);
    }
  },
});
