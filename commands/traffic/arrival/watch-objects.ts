import { setTimeout as sleep } from "node:timers/promises";
import {
  CoreV1Api,
  CustomObjectsApi,
  type KubeConfig,
  type KubernetesListObject,
  type KubernetesObject,
  makeInformer,
  type V1Pod,
} from "@kubernetes/client-node";
import { answered } from "../../stack/cluster-access";
import { UserError } from "../../terminal/user-error";
import { type Gateway, type VirtualService } from "./callers";

const ISTIO = { group: "networking.istio.io", version: "v1" } as const;

/** How long to leave an API server alone that has ended a watch with an error, in milliseconds. */
const REST = 1_000;

/** Objects of one kind, as this machine has been told of them. */
export interface WatchedObjects<T> {
  list(): readonly T[];
  stop(): Promise<void>;
}

export interface ObjectEvents<T> {
  /** An object is there, or has changed: for each that is there at the beginning, too. */
  readonly there: (object: T) => void;
  readonly gone: (object: T) => void;
}

/** Watches the pods of all namespaces: any of them may call any service. */
export async function watchPods(access: KubeConfig, events: ObjectEvents<V1Pod>): Promise<WatchedObjects<V1Pod>> {
  const core = access.makeApiClient(CoreV1Api);
  return watchObjects(access, "/api/v1/pods", "pods in all namespaces", () => core.listPodForAllNamespaces(), events);
}

/** Watches the VirtualServices of a namespace. */
export async function watchVirtualServices(
  access: KubeConfig,
  namespace: string,
  events: ObjectEvents<VirtualService>,
): Promise<WatchedObjects<VirtualService>> {
  const api = access.makeApiClient(CustomObjectsApi);
  const path = `/apis/${ISTIO.group}/${ISTIO.version}/namespaces/${namespace}/virtualservices`;
  const list = async () =>
    (await api.listNamespacedCustomObject({ ...ISTIO, namespace, plural: "virtualservices" })) as List<VirtualService>;
  return watchObjects(access, path, `VirtualServices in the namespace ${namespace}`, list, events);
}

/** The Gateway of that name; undefined where there is none. */
export async function readGateway(
  access: KubeConfig,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): Promise<Gateway | undefined> {
  const api = access.makeApiClient(CustomObjectsApi);
  const { items } = await answered(
    api.listNamespacedCustomObject({
      ...ISTIO,
      namespace,
      plural: "gateways",
      fieldSelector: `metadata.name=${name}`,
    }) as Promise<List<Gateway>>,
  );
  return items[0];
}

interface List<T> {
  readonly items: readonly T[];
  readonly metadata?: { readonly resourceVersion?: string };
}

async function watchObjects<T extends object>(
  access: KubeConfig,
  path: string,
  what: string,
  list: () => Promise<List<T>>,
  { there, gone }: ObjectEvents<T>,
): Promise<WatchedObjects<T>> {
  let failure: unknown;
  let stopped = false;
  const informer = makeInformer<KubernetesObject>(
    access,
    path,
    async () => (await list()) as unknown as KubernetesListObject<KubernetesObject>,
  );
  const onEvent = (event: (object: T) => void) => (object: KubernetesObject) => event(object as unknown as T);
  informer.on("add", onEvent(there));
  informer.on("update", onEvent(there));
  informer.on("delete", onEvent(gone));
  const onFirstError = (error: unknown) => (failure = error);
  informer.on("error", onFirstError);
  await informer.start();
  if (failure !== undefined) await refused(failure, what);

  informer.off("error", onFirstError);
  informer.on("error", () => {
    void sleep(REST, undefined, { ref: false }).then(() => (stopped ? undefined : informer.start()));
  });
  return {
    list: () => informer.list() as unknown as readonly T[],
    stop: async () => {
      stopped = true;
      await informer.stop();
    },
  };
}

async function refused(failure: unknown, what: string): Promise<never> {
  const status = (failure as { readonly code?: unknown; readonly statusCode?: unknown } | null) ?? {};
  if (status.code === 404) {
    throw new UserError(`The cluster has no ${what}: Istio's CRDs of ${ISTIO.version} are not installed there.`);
  }
  if (status.statusCode === 403) {
    throw new UserError(`The cluster refuses to tell of changes: this user may not watch ${what}.`);
  }
  return answered(Promise.reject(failure as Error));
}
