import { type V1Deployment, type V1Pod } from "@kubernetes/client-node";
import { isReady } from "../../stack/pods";
import { type VersionSnapshot } from "./snapshot";

/** What is shown of the pods of a version. */
export type Pods = NonNullable<VersionSnapshot["pods"]>;

/** What is shown of a version's pods; those that end, or have ended, are gone. */
export function podsOf(pods: readonly V1Pod[], wanted: number | undefined): Pods {
  const names = pods
    .filter(
      ({ metadata, status }) => !metadata?.deletionTimestamp && !["Succeeded", "Failed"].includes(status?.phase ?? ""),
    )
    .map((pod) => ({ name: pod.metadata?.name ?? "", ready: isReady(pod) }))
    .sort((a, b) => a.name.localeCompare(b.name));
  return { ready: names.filter(({ ready }) => ready).length, ...(wanted !== undefined && { wanted }), names };
}

/** How many pods Deployments are to make with certain labels; undefined where none makes any. */
export function wantedPods(
  deployments: readonly V1Deployment[],
  labels: Readonly<Record<string, string>>,
): number | undefined {
  const own = deployments.filter(({ spec }) =>
    Object.entries(labels).every(([name, value]) => spec?.template.metadata?.labels?.[name] === value),
  );
  return own.length === 0 ? undefined : own.reduce((sum, { spec }) => sum + (spec?.replicas ?? 1), 0);
}
