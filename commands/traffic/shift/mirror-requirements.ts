import { CoreV1Api, type KubeConfig } from "@kubernetes/client-node";
import { namedRoutes } from "../../../mesh/traffic/named-route";
import { type Split } from "../../../mesh/traffic/split";
import { type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { answered } from "../../stack/cluster-access";
import { labelSelector } from "../../stack/pods";
import { UserError } from "../../terminal/user-error";
import { hasProxy } from "../evidence/proxy-logs";
import { type PlacedPlan } from "../placed-plan";
import { gaining, losing } from "./pairs";
import { hasPods, type WantedShift } from "./requirements";

/**
 * Looks whether a shift can begin with copies of the rule's requests.
 *
 * @throws UserError with why not
 */
export async function requireMirrorable(access: KubeConfig, { placed, rule, from, to }: WantedShift): Promise<void> {
  const version = mirroredVersion(placed.plan, rule, from, to);
  const { service } = placed.plan;
  if (!hasPods(placed)) {
    throw refused(
      `${placed.host} is not a service of the cluster, so that no proxy of the mesh logs what becomes of copies there`,
    );
  }
  // Copies are compared with the requests themselves, both as the proxies log them that receive them.
  for (const one of [version, ...losing(from, to)]) {
    const without = await podsWithoutSidecar(access, placed, one);
    if (without.length > 0) {
      throw refused(
        `${without.join(", ")} of ${service} ${one} ${without.length === 1 ? "has" : "have"} no sidecar, and what a version makes of copies ` +
          "is logged by its own proxies alone",
      );
    }
  }
}

async function podsWithoutSidecar(access: KubeConfig, placed: PlacedPlan, version: string): Promise<string[]> {
  const { namespace, labels } = placed;
  const selector = labelSelector(labels[version] ?? {});
  const api = access.makeApiClient(CoreV1Api);
  const { items } = await answered(api.listNamespacedPod({ namespace, labelSelector: selector }));
  return items.filter((pod) => !hasProxy(pod)).map(({ metadata }) => metadata?.name ?? "");
}

/**
 * The version that gets copies of a rule's requests.
 *
 * @throws UserError where no one version can
 */
export function mirroredVersion(plan: TrafficPlan, rule: string, from: Split, to: Split): string {
  const [version = "", ...others] = gaining(from, to);
  if (others.length > 0) {
    throw refused(
      `${[version, ...others].join(" and ")} gain requests, and a rule has one mirror: expected one version that does`,
    );
  }
  const share = from[version] ?? 0;
  if (share > 0) {
    throw refused(
      `${version} gets ${share} % of the rule's requests already: expected a version that gets none, whose copies alone it has to answer`,
    );
  }
  const mirroring = namedRoutes(plan).find(
    ({ name, mirror }) => mirror && (name === rule || mirror.version === version),
  );
  if (mirroring) {
    throw refused(
      `${plan.service}, ${mirroring.name}, sends copies to ${mirroring.mirror?.version ?? ""} already: expected a rule without a mirror, and ` +
        `no other that sends copies to ${version}, since they could not be told apart`,
    );
  }
  return version;
}

function refused(why: string): UserError {
  return new UserError(`--mirror-first is not possible: ${why}.\nBegin without copies: leave --mirror-first out.`);
}
