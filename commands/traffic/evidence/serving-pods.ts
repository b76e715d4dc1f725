import { type V1Pod } from "@kubernetes/client-node";
import { type PlacedPlan } from "../placed-plan";

type Labels = Readonly<Record<string, string>>;

/** Which version the pod at an address is of: for what is sent to a service and to none of its versions. */
export class ServingPods {
  readonly #byAddress = new Map<string, { readonly namespace: string | undefined; readonly labels: Labels }>();

  /** Takes in which pods there are. A pod that has gone is still known: lines about it may be on their way. */
  take(pods: readonly Pick<V1Pod, "metadata" | "spec" | "status">[]): void {
    for (const { metadata, spec, status } of pods) {
      // A pod in its node's network shares the address with others; one that has ended has none any more.
      if (spec?.hostNetwork || ["Succeeded", "Failed"].includes(status?.phase ?? "")) continue;
      for (const { ip } of status?.podIPs ?? []) {
        if (ip !== undefined) {
          this.#byAddress.set(ip, { namespace: metadata?.namespace, labels: metadata?.labels ?? {} });
        }
      }
    }
  }

  /** Whether there was a pod at the address that a request was sent to, `IP:PORT`. */
  hasSeen(upstreamHost: string): boolean {
    return this.#byAddress.has(ipOf(upstreamHost));
  }

  /** The plan's version that the pod is of; undefined where it is of none, or its labels are those of two. */
  versionAt({ plan, namespace, labels }: PlacedPlan, upstreamHost: string | undefined): string | undefined {
    const pod = upstreamHost === undefined ? undefined : this.#byAddress.get(ipOf(upstreamHost));
    if (pod?.namespace !== namespace) return undefined;
    const [version, ...others] = plan.versions.filter((one) => has(pod.labels, labels[one] ?? {}));
    return others.length === 0 ? version : undefined;
  }
}

/** The address without its port, that of IPv6 without its brackets. */
function ipOf(upstreamHost: string): string {
  return upstreamHost.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
}

function has(labels: Labels, wanted: Labels): boolean {
  const entries = Object.entries(wanted);
  return entries.length > 0 && entries.every(([key, value]) => labels[key] === value);
}
