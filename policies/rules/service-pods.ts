import { type KubernetesObject } from "../objects/kubernetes-object";
import { oncePerStack } from "../objects/once-per-stack";
import { type StackView } from "../objects/stack-view";
import { type Labelled, selects } from "../objects/workload";
import { KeyedItems } from "../resources/keyed-items";
import { findKnown } from "../resources/subject";
import { ifKnown } from "./if-known";

/**
 * What a Service selects, and of that what has certain labels as well. Without a selector its endpoints are put there
 * by somebody else.
 *
 * @throws NotKnown when there seems to be nothing, and something may be
 */
export function podsBehind(
  service: KubernetesObject,
  view: StackView,
  labels: Readonly<Record<string, string>> = {},
): Labelled[] {
  const selector = service.spec.at("selector").textMap();
  const [first] = Object.keys(selector);
  if (first === undefined) return [];
  const withFirst = keyOf(service.namespace, first, selector[first] ?? "");
  const index = endpointsByLabel(view);
  const candidates = [...index.known(withFirst), ...index.known(keyOf(service.namespace, first, ANY))];
  return findKnown(
    candidates.length > 0 ? candidates : index.find(withFirst),
    ({ podLabels }) => selects(selector, podLabels) && selects(labels, podLabels),
  );
}

/** In the place of a label's value that is not known. No label has it. */
const ANY = "*";

const endpointsByLabel = oncePerStack(
  (view) =>
    new KeyedItems(view.endpoints, ({ namespace, podLabels }) =>
      Object.keys(podLabels).map((label) => keyOf(namespace, label, ifKnown(() => podLabels[label]) ?? ANY)),
    ),
);

function keyOf(namespace: string, label: string, value: string): string {
  return `${namespace} ${label}=${value}`;
}
