import { hasSidecarsOff, isAmbient, namespaceObjects } from "../objects/namespaces";
import { askedRevision } from "../objects/revisions";
import { type StackView } from "../objects/stack-view";
import { type Pods } from "./strict-mtls";

/**
 * Whether pods have no sidecar, so that nothing that is told to one holds for them: they were kept from one, or the
 * stack makes their namespace and nothing asks for one. Of a namespace that the stack does not make others say.
 */
export function isOutsideMesh({ namespace, podLabels }: Pods, view: StackView): boolean {
  const objects = namespaceObjects(view, namespace);
  if (hasSidecarsOff(objects, podLabels)) return true;
  const isMade = objects.some(({ isPatch }) => !isPatch);
  if (!isMade || podLabels === undefined || isAmbient(objects)) return false;
  return askedRevision(view, { namespace, podLabels }) === undefined;
}
