import { type V1Pod } from "@kubernetes/client-node";
import { type PlacedPlan } from "../placed-plan";

/** Which version the pod at an address is of: for what is sent to a service and to none of its versions. */
export class ServingPods {
  readonly #plans: readonly PlacedPlan[];
  readonly #versions = new Map<string, { readonly placed: PlacedPlan; readonly version: string }>();
  readonly #seen = new Set<string>();

  constructor(plans: readonly PlacedPlan[]) {
    this.#plans = plans;
  }

  /** Takes in which pods there are. A pod that has gone is still known: lines about it may be on their way. */
  take(pods: readonly Pick<V1Pod, "metadata" | "spec" | "status">[]): void {
    for (const pod of pods) {
      // A pod in its node's network shares the address with others.
      if (pod.spec?.hostNetwork || ["Succeeded", "Failed"].includes(pod.status?.phase ?? "")) continue;
      const { namespace, labels = {} } = pod.metadata ?? {};
      const of = this.#plans.flatMap((placed) => {
        const matching = placed.plan.versions.filter((version) => has(labels, placed.labels[version] ?? {}));
        const [version, ...others] = matching;
        // Labels of two versions tell nothing.
        return placed.namespace === namespace && version !== undefined && others.length === 0
          ? [{ placed, version }]
          : [];
      });
      for (const { ip } of pod.status?.podIPs ?? []) {
        if (ip === undefined) continue;
        this.#seen.add(ip);
        // An address goes to another pod once its own has gone.
        for (const placed of this.#plans) this.#versions.delete(keyOf(placed, ip));
        for (const one of of) this.#versions.set(keyOf(one.placed, ip), one);
      }
    }
  }

  /** Whether there was a pod at the address that a request was sent to, `IP:PORT`. */
  hasSeen(upstreamHost: string): boolean {
    return this.#seen.has(ipOf(upstreamHost));
  }

  /** The plan's version that the pod is of; undefined where it is of none, or of nobody knows which. */
  versionAt(placed: PlacedPlan, upstreamHost: string | undefined): string | undefined {
    return upstreamHost === undefined ? undefined : this.#versions.get(keyOf(placed, ipOf(upstreamHost)))?.version;
  }
}

function keyOf({ host, port }: PlacedPlan, ip: string): string {
  return `${host}:${port}/${ip}`;
}

/** The address without its port, that of IPv6 without its brackets. */
function ipOf(upstreamHost: string): string {
  return upstreamHost.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");
}

function has(labels: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): boolean {
  const entries = Object.entries(wanted);
  return entries.length > 0 && entries.every(([key, value]) => labels[key] === value);
}
