import { setTimeout as sleep } from "node:timers/promises";
import { type Report, withClock } from "../toolchain/report";
import { type Toolchain } from "../toolchain/toolchain";
import { clusterKubectl, type Pod, readPods, usesImage } from "./kubectl";

/** What makes pods start anew: their node was started at `since`, and got these images since. */
export interface Restart {
  readonly since: Date;
  readonly images: readonly string[];
}

/**
 * Whether a pod may have been well before the restart. One that is younger and not ready has never been: only an update
 * can fix it, so none may be kept from running.
 */
export function isRestarted(pod: Pod, { since, images }: Restart): boolean {
  return Date.parse(pod.metadata.creationTimestamp) < wholeSeconds(since) || usesImage(pod, images);
}

/**
 * Whether a pod has come back after its node was started at `since`. Right after the start the API server still shows
 * what was true before, so being ready counts only for containers that started later.
 */
export function hasComeBack(pod: Pod, since: Date): boolean {
  if (pod.metadata.deletionTimestamp !== undefined || pod.spec.restartPolicy !== "Always") return true;
  const containers = pod.status.containerStatuses ?? [];
  return (
    containers.length === pod.spec.containers.length &&
    containers.every(({ ready, state }) => ready && Date.parse(state?.running?.startedAt ?? "") >= wholeSeconds(since))
  );
}

/** The API server's times have no fractions of a second. */
function wholeSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000) * 1000;
}

const patience = 180_000;

/**
 * Waits until every pod that was restarted runs again.
 *
 * @returns which of them do not after three minutes, if any: the update that comes next may be what fixes them
 */
export async function awaitWorkloads(
  toolchain: Toolchain,
  restart: Restart,
  report: Report,
): Promise<string | undefined> {
  let progress = "looking at the pods";
  return await withClock(
    report,
    () => progress,
    async () => {
      const kubectl = clusterKubectl(toolchain);
      const deadline = Date.now() + patience;
      for (;;) {
        const pods = (await readPods(kubectl)).filter((pod) => isRestarted(pod, restart));
        const missing = pods.filter((pod) => !hasComeBack(pod, restart.since));
        if (missing.length === 0) return undefined;
        progress = `${pods.length - missing.length} of ${pods.length} pods are ready`;
        if (Date.now() > deadline) return describeMissing(missing);
        await sleep(500);
      }
    },
  );
}

function describeMissing(pods: readonly Pod[]): string {
  const names = pods.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
  return `still not ready: ${names.join(", ")}; to see why:  npm run kubectl -- get events --all-namespaces`;
}
