import { oncePerStack } from "../objects/once-per-stack";
import { type StackResource } from "../resources/stack-resource";
import { findKnown } from "../resources/subject";
import { type ControlledField } from "./controlled-field";

const AUTOSCALER = "cluster-autoscaler";

/** The number of nodes, which the cluster's autoscaler sets where there is one and it has a choice. */
export function nodeCount({ properties }: StackResource, autoscaler: string | undefined): ControlledField[] {
  const scaling = properties.at("scalingConfig");
  const place = scaling.at("desiredSize");
  if (autoscaler === undefined || place.isAbsent) return [];
  if (scaling.at("minSize").number() === scaling.at("maxSize").number()) return [];
  return [{ path: place.path, places: [place], by: autoscaler }];
}

/** What installs the autoscaler of the cluster's nodes: its chart, or a Deployment of its image. */
export const clusterAutoscaler = oncePerStack((view) => {
  const [release] = findKnown(view.releases, ({ chart }) => chart === AUTOSCALER);
  if (release) return release.title;
  const [workload] = findKnown(view.workloads, ({ podSpec }) =>
    podSpec
      .at("containers")
      .items()
      .some((container) => container.at("image").text()?.includes(`/${AUTOSCALER}:`)),
  );
  return workload?.title;
});
