import { type KubernetesObject } from "../objects/kubernetes-object";
import { oncePerStack } from "../objects/once-per-stack";
import { type StackView } from "../objects/stack-view";
import { type Labelled, selects } from "../objects/workload";
import { KeyedItems } from "../resources/keyed-items";

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

const endpointsByNamespace = oncePerStack((view) => new KeyedItems(view.endpoints, ({ namespace }) => [namespace]));
