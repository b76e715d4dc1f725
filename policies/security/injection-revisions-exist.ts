import { definePolicy } from "../engine/policy";
import { exemptNamespaces, namespaceObjects } from "../objects/namespaces";
import { Release } from "../objects/release";
import { type Asked, askedRevision, injectors } from "../objects/revisions";
import { type StackView } from "../objects/stack-view";
import { type Workload } from "../objects/workload";
import { findKnown } from "../resources/subject";

export const injectionRevisionsExist = definePolicy({
  name: "injection-revisions-exist",
  description:
    "Every revision or tag by which a namespace, a pod or a gateway asks for its sidecar is one of an istiod. No webhook answers for another: the pods start without a sidecar, and a gateway's do not start at all.",
  severity: "high",
  codes: [],
  url: "https://istio.io/latest/docs/setup/upgrade/canary/#stable-revision-labels",
  remediationSteps:
    "name the revision of an istiod (its chart's value revision) or one of its revisionTags; istio-injection=enabled and sidecar.istio.io/inject=true need an istiod without revision or with the tag default.",
  levels: { dev: "advisory", prod: "advisory", strict: "mandatory" },
  stage: "stack",
  settings: { exemptNamespaces },
  subjects: (view) => [...view.workloads.filter((workload) => !workload.isControlPlane), ...view.releases],
  check(subject, { view, settings, report }) {
    const asked = askedOf(subject, view);
    if (asked === undefined) return;
    if (!(subject instanceof Release) && settings.exemptNamespaces.includes(subject.namespace)) return;
    if (isKnown(asked.revision, view)) return;
    const what = `no istiod has the revision or tag ${asked.revision}`;
    // A release's values are never shown.
    if (subject instanceof Release && asked.by.kind === "pods")
      return report(`${subject.title}: no istiod has the revision that its pods ask for (values.revision)`);
    const [labelled] = asked.by.kind === "namespace" ? namespaceObjects(view, subject.namespace) : [];
    report(
      `${what}, which ${asked.by.kind === "namespace" ? `namespace ${subject.namespace}` : subject.title} asks for (${asked.by.label})`,
      labelled ?? subject,
    );
  },
});

function askedOf(subject: Workload | Release, view: StackView): Asked | undefined {
  if (!(subject instanceof Release)) return askedRevision(view, subject);
  return subject.isGateway
    ? askedRevision(view, { namespace: subject.namespace, podLabels: subject.injectionLabels() })
    : undefined;
}

/** Where the stack installs no istiod and is not told which there are, any may be there. */
function isKnown(revision: string, view: StackView): boolean {
  const outside = view.platform.revisions;
  const own = injectors(view);
  if (own.length === 0 && outside === undefined) return true;
  return (
    (outside ?? []).includes(revision) || findKnown([...own], (one) => one.revisions().includes(revision)).length > 0
  );
}
