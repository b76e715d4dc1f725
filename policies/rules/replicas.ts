import { AUTOSCALER } from "../objects/kinds";
import { type StackView } from "../objects/stack-view";
import { type Workload } from "../objects/workload";
import { findKnown } from "../resources/subject";

/**
 * The fewest pods that a workload is to have: what it asks for, or where an autoscaler decides that one's minimum. An
 * autoscaler leaves a workload alone that asks for none (kubernetes.io, Horizontal Pod Autoscaling, implicit
 * maintenance-mode deactivation).
 */
export function leastReplicas(workload: Workload, view: StackView): number {
  if (workload.isScaledToZero) return 0;
  const [autoscaler] = findKnown(view.ofKind(AUTOSCALER), ({ spec, namespace }) => {
    const target = spec.at("scaleTargetRef");
    return (
      namespace === workload.namespace &&
      target.at("kind").text() === workload.object.kind &&
      target.at("name").text() === workload.object.name
    );
  });
  return autoscaler ? (autoscaler.spec.at("minReplicas").number() ?? 1) : workload.replicas;
}
