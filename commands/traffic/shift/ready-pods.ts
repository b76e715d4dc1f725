import { CoreV1Api, type KubeConfig } from "@kubernetes/client-node";
import { answered } from "../../stack/cluster-access";
import { isReady, labelSelector } from "../../stack/pods";
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
      const selector = labelSelector(labels[version] ?? {});
      const { items } = await answered(api.listNamespacedPod({ namespace, labelSelector: selector }));
      return [version, items.filter(isReady).length] as const;
    }),
  );
  return Object.fromEntries(counts);
}
