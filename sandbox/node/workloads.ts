import { setTimeout as sleep } from "node:timers/promises";
import { type Report, withClock } from "../toolchain/report";
import { type Toolchain } from "../toolchain/toolchain";
import { clusterKubectl, type Pod, readPods } from "./kubectl";

/**
 * Whether a pod has come back after its node was started at `since`. Right after the start the API server still shows what
 * was true before, so being ready counts only for containers that started later.
 */
export function hasComeBack(pod: Pod, since: Date): boolean {
  if (pod.metadata.deletionTimestamp !== undefined || pod.spec.restartPolicy !== "Always") return true;
  const containers = pod.status.containerStatuses ?? [];
  // The API server's times have no fractions of a second.
  const earliest = Math.floor(since.getTime() / 1000) * 1000;
  return (
    containers.length === pod.spec.containers.length &&
    containers.every(({ ready, state }) => ready && Date.parse(state?.running?.startedAt ?? "") >= earliest)
  );
}

const patience = 180_000;

/** Waits until every pod that a node knew before it was started at `since` runs again. */
export async function awaitWorkloads(toolchain: Toolchain, since: Date, report: Report): Promise<void> {
  let progress = "looking at the pods";
  await withClock(
    report,
    () => progress,
    async () => {
      const kubectl = clusterKubectl(toolchain);
      const deadline = Date.now() + patience;
      for (;;) {
        const pods = await readPods(kubectl);
        const missing = pods.filter((pod) => !hasComeBack(pod, since));
        if (missing.length === 0) return;
        progress = `${pods.length - missing.length} of ${pods.length} pods are ready`;
        if (Date.now() > deadline) throw new Error(describeMissing(missing));
        await sleep(500);
      }
    },
  );
}

function describeMissing(pods: readonly Pod[]): string {
  const names = pods.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  const [first] = pods;
  return (
    `pods do not come back within ${patience / 1000} seconds: ${names.join(", ")}\n` +
    `to see why:  npm run kubectl -- describe pod --namespace ${first?.metadata.namespace} ${first?.metadata.name}`
  );
}
