import { definePolicy } from "../engine/policy";
import { type KubernetesObject } from "../objects/kubernetes-object";
import { exemptNamespaces, namespaceObjects } from "../objects/namespaces";
import { Release } from "../objects/release";
import { askedRevision, type Injector, injectors } from "../objects/revisions";
import { type StackView } from "../objects/stack-view";
import { type Workload } from "../objects/workload";
import { findKnown } from "../resources/subject";

export const workloadsWaitForInjection = definePolicy({
  name: "workloads-wait-for-injection",
  description:
    "Workloads and gateways of the mesh wait for the istiod that gives them their proxies, and for the patch that labels their namespace. Pulumi otherwise makes them at once: their pods start without a proxy and stay so until they are made anew.",
  severity: "high",
  codes: [],
  url: "https://istio.io/latest/docs/setup/additional-setup/sidecar-injection/#automatic-sidecar-injection",
  remediationSteps:
    "add the istiod release and the NamespacePatch to the workload's dependsOn, or to that of the component around it.",
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "stack",
  settings: { exemptNamespaces },
  subjects: (view) => [...view.workloads.filter((workload) => !workload.isControlPlane), ...view.releases],
  check(subject, { view, settings, each, report }) {
    if (!isGatewayChart(subject) && settings.exemptNamespaces.includes(subject.namespace)) return;
    const podLabels = labelsOf(subject);
    const asked = podLabels && askedRevision(view, { namespace: subject.namespace, podLabels });
    if (!asked) return;
    const before = subject.resource.ancestry();

    const serving = serves(asked.revision, view);
    if (serving.length > 0 && !serving.some(({ resource }) => before.has(resource))) {
      const names = serving.map(({ title }) => title).join(" or ");
      report(`${subject.title} does not wait for ${names}, which gives its pods their proxy`);
    }
    if (asked.by.kind !== "namespace") return;
    each(labelling(view, subject.namespace), (patch) => {
      if (!before.has(patch.resource))
        report(`${subject.title} does not wait for the ${patch.title}, which labels its namespace for sidecars`);
    });
  },
});

function isGatewayChart(subject: Workload | Release): boolean {
  return subject instanceof Release && subject.isGateway;
}

/** The labels of the pods; nothing where no pods are known to be. */
function labelsOf(subject: Workload | Release): Readonly<Record<string, string>> | undefined {
  if (!(subject instanceof Release)) return subject.podLabels;
  if (subject.isGateway) return subject.injectionLabels();
  return subject.isOpaque ? {} : undefined;
}

/** Who gives pods of a revision their proxies: the istiods of the stack, as long as any is known to be for it. */
function serves(revision: string, view: StackView): Injector[] {
  return findKnown([...injectors(view)], (one) => one.revisions().includes(revision));
}

/**
 * The patches that label a namespace which was there before. A Namespace that the stack makes has its labels from the
 * start, and nothing can be made in it earlier.
 */
function labelling(view: StackView, namespace: string): KubernetesObject[] {
  return namespaceObjects(view, namespace).filter(
    ({ isPatch, labels }) => isPatch && ("istio-injection" in labels || "istio.io/rev" in labels),
  );
}
