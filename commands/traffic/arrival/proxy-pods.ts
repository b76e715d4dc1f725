import { type V1ContainerStatus, type V1Pod } from "@kubernetes/client-node";
import { type ProxyRole, roleByCommand } from "../../../mesh/istio/proxy-role";

/** The container that Istio puts into a pod, or that a gateway consists of (istio.io/istio, injection templates). */
const PROXY_CONTAINER = "istio-proxy";

/** A pod with a proxy of Istio's. */
export interface ProxyPod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly kind: ProxyRole;
  readonly labels: Readonly<Record<string, string>>;
  /** False while it starts and has yet to get its first routes, which will be the newest. */
  readonly started: boolean;
}

/** The proxy of a pod that runs; undefined of a pod without one, or that ends or has ended. */
export function proxyOf({ metadata, spec, status }: V1Pod): ProxyPod | undefined {
  const { name, namespace, uid, labels = {}, deletionTimestamp } = metadata ?? {};
  if (!name || !namespace || !uid || deletionTimestamp || status?.phase !== "Running") return undefined;
  const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  const proxy = containers.find((container) => container.name === PROXY_CONTAINER);
  const kind = proxy && roleByCommand([...(proxy.command ?? []), ...(proxy.args ?? [])]);
  return kind && { namespace, name, uid, kind, labels, started: hasStarted(status) };
}

/**
 * Whether a proxy has been ready since its process started. One that is no longer ready still sends its pod's requests:
 * only one that has never been ready does not count. A pod that stops being ready says so after its proxy's start, one
 * that has never been said so before.
 */
function hasStarted({ conditions, containerStatuses, initContainerStatuses }: NonNullable<V1Pod["status"]>): boolean {
  const statuses = [...(containerStatuses ?? []), ...(initContainerStatuses ?? [])];
  const proxy = statuses.find(({ name }) => name === PROXY_CONTAINER);
  if (proxy?.ready) return true;
  const ready = conditions?.find(({ type }) => type === "Ready");
  const [lost, start] = [ready?.lastTransitionTime, startOf(proxy)];
  return ready?.status === "False" && lost !== undefined && start !== undefined && lost > start;
}

function startOf(proxy: V1ContainerStatus | undefined): Date | undefined {
  return proxy?.state?.running?.startedAt;
}
