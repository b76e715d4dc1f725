import { type KubernetesObject } from "../objects/kubernetes-object";
import { oncePerStack } from "../objects/once-per-stack";
import { type StackView } from "../objects/stack-view";
import { type Labelled, selects, type Workload } from "../objects/workload";
import { KeyedItems } from "../resources/keyed-items";
import { findKnown } from "../resources/subject";

/** What a Service may select in a namespace. @throws NotKnown when there seems to be nothing, and something may be */
export function endpointsIn(view: StackView, namespace: string): readonly Labelled[] {
  return endpointsByNamespace(view).find(namespace);
}

/** What a Service selects. Without a selector its endpoints are put there by somebody else. */
export function podsBehind(service: KubernetesObject, view: StackView): readonly Labelled[] {
  const selector = service.spec.at("selector").textMap();
  if (Object.keys(selector).length === 0) return [];
  return endpointsIn(view, service.namespace).filter(({ podLabels }) => selects(selector, podLabels));
}

/**
 * The workloads of a namespace whose pods have certain labels. @throws NotKnown when there seems to be none, and one
 * may be
 */
export function workloadsIn(
  view: StackView,
  namespace: string,
  fits: (podLabels: Readonly<Record<string, string>>) => boolean,
): Workload[] {
  const workloads = workloadsByNamespace(view);
  const found = findKnown(workloads.known(namespace), ({ podLabels }) => fits(podLabels));
  if (found.length === 0) workloads.all(namespace);
  return found;
}

const workloadsByNamespace = oncePerStack((view) => new KeyedItems(view.workloads, ({ namespace }) => [namespace]));

const endpointsByNamespace = oncePerStack((view) => new KeyedItems(view.endpoints, ({ namespace }) => [namespace]));
