import { setTimeout as sleep } from "node:timers/promises";
import { CoreV1Api, type KubeConfig, type V1Pod } from "@kubernetes/client-node";
import { answered, reasonOf } from "../../stack/cluster-access";
import { UserError } from "../../terminal/user-error";
import { followLog, LogRefused, type LogSource } from "./follow-log";

/** The container of Istio's proxy in every pod of the mesh, sidecar or gateway (istio, injection templates). */
const PROXY_CONTAINER = "istio-proxy";

/** How often it is asked which pods there are, in milliseconds. */
const LIST_MS = 1000;

/** A proxy whose log can't be read, and why. */
export interface UnreadProxy {
  readonly namespace: string;
  readonly pod: string;
  readonly reason: string;
}

/** Who gets what is read. */
export interface LogHandlers {
  readonly onLine: (line: string) => void;
  /** Gets all pods of the cluster, each time when it is looked which there are: at first before any line. */
  readonly onPods: (pods: readonly V1Pod[]) => void;
}

/** Reads the logs of all proxies of a mesh, those of pods that start or end meanwhile included. */
export class ProxyLogs {
  readonly #access: KubeConfig;
  readonly #since: Date;
  readonly #onLine: (line: string) => void;
  readonly #onPods: (pods: readonly V1Pod[]) => void;
  readonly #stopped = new AbortController();
  readonly #followed = new Map<string, Promise<void>>();
  readonly #unread: UnreadProxy[] = [];

  private constructor(access: KubeConfig, since: Date, { onLine, onPods }: LogHandlers) {
    this.#access = access;
    this.#since = since;
    this.#onLine = onLine;
    this.#onPods = onPods;
  }

  /**
   * Begins to read what the proxies log from a time on.
   *
   * @throws UserError where the cluster does not answer or does not let this user list pods
   */
  static async open(access: KubeConfig, since: Date, handlers: LogHandlers): Promise<ProxyLogs> {
    const logs = new ProxyLogs(access, since, handlers);
    await logs.#lookForPods();
    void logs.#keepLooking();
    return logs;
  }

  /** How many proxies were read, those included that have ended. */
  get read(): number {
    return this.#followed.size - this.#unread.length;
  }

  get unread(): readonly UnreadProxy[] {
    return this.#unread;
  }

  async close(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#followed.values());
  }

  async #lookForPods(): Promise<void> {
    const { items } = await listPods(this.#access);
    this.#onPods(items);
    for (const pod of items.filter(hasProxy)) {
      const { namespace = "", name = "", uid = "" } = pod.metadata ?? {};
      if (this.#followed.has(uid) || this.#stopped.signal.aborted) continue;
      this.#followed.set(uid, this.#follow({ namespace, pod: name, container: PROXY_CONTAINER }));
    }
  }

  /** A pod that starts and ends between two looks is missed; one look that fails is made up for by the next. */
  async #keepLooking(): Promise<void> {
    const { signal } = this.#stopped;
    for (;;) {
      await sleep(LIST_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await this.#lookForPods().catch(() => undefined);
    }
  }

  async #follow(source: LogSource): Promise<void> {
    const { namespace, pod } = source;
    try {
      await followLog(this.#access, source, this.#since, this.#onLine, this.#stopped.signal);
    } catch (error) {
      const reason = error instanceof LogRefused && error.status === 403 ? forbidden(namespace) : reasonOf(error);
      this.#unread.push({ namespace, pod, reason });
    }
  }
}

function forbidden(namespace: string): string {
  return `reading logs is not allowed: the right is missing to get pods/log in the namespace ${namespace}`;
}

async function listPods(access: KubeConfig) {
  return answered(access.makeApiClient(CoreV1Api).listPodForAllNamespaces()).catch((error: unknown) => {
    if (!(error instanceof UserError) || !error.message.endsWith("(403)")) throw error;
    throw new UserError(
      `${error.message}\nWhich proxies call a service is not known without: the right is missing to list pods in all namespaces.\n` +
        "Ask for it with the permission to get pods/log, as by a ClusterRole with these rules.",
    );
  });
}

/** Whether a pod has a proxy: among its containers, or as one that starts before them and stays (a native sidecar). */
export function hasProxy({ spec }: V1Pod): boolean {
  const native = spec?.initContainers?.filter(({ restartPolicy }) => restartPolicy === "Always") ?? [];
  return [...(spec?.containers ?? []), ...native].some(({ name }) => name === PROXY_CONTAINER);
}
