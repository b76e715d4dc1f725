import { CoreV1Api, type KubeConfig, type V1Pod } from "@kubernetes/client-node";
import { answered } from "../../stack/cluster-access";
import { type PlacedPlan } from "../placed-plan";

/** How many pods of each version are ready. */
export async function readyPods(
  access: KubeConfig,
  { namespace, labels }: PlacedPlan,
  versions: readonly string[],
): Promise<Readonly<Record<string, number>>> {
  const api = access.makeApiClient(CoreV1Api);
  const counts = await Promise.all(
    versions.map(async (version) => {
      const labelSelector = Object.entries(labels[version] ?? {})
        .map(([name, value]) => `${name}=${value}`)
        .join(",");
      const { items } = await answered(api.listNamespacedPod({ namespace, labelSelector }));
      return [version, items.filter(isReady).length] as const;
    }),
  );
  return Object.fromEntries(counts);
}

/** Whether a pod gets requests. */
function isReady({ metadata, status }: V1Pod): boolean {
  if (metadata?.deletionTimestamp !== undefined) return false;
  return status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ?? false;
}
