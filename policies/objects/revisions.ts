import { findKnown } from "../resources/subject";
import { type GroupKind, type KubernetesObject } from "./kubernetes-object";
import { labelOf, namespaceObjects } from "./namespaces";
import { oncePerStack } from "./once-per-stack";
import { type Release } from "./release";
import { type StackView } from "./stack-view";
import { type Workload } from "./workload";

const WEBHOOK: GroupKind = { group: "admissionregistration.k8s.io", kind: "MutatingWebhookConfiguration" };

/** The revision that istio-injection=enabled and a pod's sidecar.istio.io/inject=true ask for. */
const DEFAULT = "default";

/** Something of the stack that gives pods their sidecars, and the revisions and tags for which it does. */
export interface Injector {
  readonly resource: Release["resource"];
  readonly title: string;
  /** @throws NotKnown when they are not known */
  readonly revisions: () => readonly string[];
}

/**
 * The stack's istiods, each with its revision and tags, and tags from elsewhere: webhooks in manifests (`istioctl tag
 * generate`) and the chart that makes a revision the default one.
 */
export const injectors = oncePerStack((view): readonly Injector[] => {
  const istiods = findKnown(view.releases, ({ istioChart }) => istioChart === "istiod");
  const defaults = findKnown(view.releases, ({ isDefaultTag }) => isDefaultTag);
  return [
    ...istiods.map((release) => injectorOf(release, () => release.injectsFor())),
    ...defaults.map((release) => injectorOf(release, () => [DEFAULT])),
    ...view.ofKind(WEBHOOK).map((object) => injectorOf(object, () => webhookRevisions(object))),
    ...view.workloads
      .filter(({ isIstiod }) => isIstiod)
      .map((workload) => injectorOf(workload, () => [istiodRevision(workload)])),
  ];
});

function injectorOf(
  { resource, title }: Release | Workload | KubernetesObject,
  revisions: () => readonly string[],
): Injector {
  return { resource, title, revisions };
}

/** istiod's own webhooks have the label of their revision, those of a tag its name too (istiod's charts). */
function webhookRevisions({ labels }: KubernetesObject): string[] {
  const name = labels["istio.io/tag"] ?? labels["istio.io/rev"];
  return name === undefined ? [] : [name];
}

function istiodRevision({ podLabels }: Workload): string {
  return podLabels["istio.io/rev"] ?? DEFAULT;
}

/** Which revision pods get their sidecar from, and whose label says so. */
export interface Asked {
  readonly revision: string;
  readonly by: { readonly kind: "namespace" | "pods"; readonly label: string };
}

/**
 * Which istiod's webhook gives pods their sidecar (istiod's chart, mutatingwebhook.yaml): the namespace's label
 * decides, istio-injection before istio.io/rev; in a namespace without either the pods' own label does. Undefined where
 * none is asked for.
 */
export function askedRevision(
  view: StackView,
  { namespace, podLabels }: { readonly namespace: string; readonly podLabels: Readonly<Record<string, string>> },
): Asked | undefined {
  if (podLabels["sidecar.istio.io/inject"] === "false") return undefined;
  const objects = namespaceObjects(view, namespace);
  const injection = labelOf(objects, "istio-injection");
  if (injection === "enabled")
    return { revision: DEFAULT, by: { kind: "namespace", label: "istio-injection=enabled" } };
  if (injection !== undefined) return undefined;
  const revision = labelOf(objects, "istio.io/rev");
  if (revision !== undefined) return { revision, by: { kind: "namespace", label: `istio.io/rev=${revision}` } };
  const own = podLabels["istio.io/rev"];
  if (own !== undefined) return { revision: own, by: { kind: "pods", label: `istio.io/rev=${own}` } };
  if (podLabels["sidecar.istio.io/inject"] !== "true") return undefined;
  return { revision: DEFAULT, by: { kind: "pods", label: "sidecar.istio.io/inject=true" } };
}
