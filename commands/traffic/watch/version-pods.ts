import { setTimeout as sleep } from "node:timers/promises";
import { AppsV1Api, CoreV1Api, type KubeConfig, type V1Deployment, type V1Pod } from "@kubernetes/client-node";
import { reasonOf } from "../../stack/cluster-access";
import { type PlacedPlan } from "../placed-plan";
import { type Connection, type VersionSnapshot } from "./snapshot";

type Pods = NonNullable<VersionSnapshot["pods"]>;

/** How long the API server may take, and how often it is asked, in milliseconds. */
const ANSWER_MS = 5_000;
const ASK_MS = 1_000;

/** Asks again and again which pods the versions have, and so finds out whether the cluster answers. */
export class VersionPods {
  readonly #access: KubeConfig;
  readonly #stopped = new AbortController();
  #plans: readonly PlacedPlan[];
  #pods: ReadonlyMap<string, Pods> = new Map();
  #connection: Connection = { state: "connected" };

  constructor(access: KubeConfig, plans: readonly PlacedPlan[]) {
    this.#access = access;
    this.#plans = plans;
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** What was known last of a version's pods; undefined where the stack does not say which they are. */
  of({ host }: PlacedPlan, version: string): Pods | undefined {
    return this.#pods.get(`${host}/${version}`);
  }

  follow(plans: readonly PlacedPlan[]): void {
    this.#plans = plans;
  }

  /** Asks once, and then until it is stopped. Never throws: what fails is in {@link connection}. */
  async start(): Promise<void> {
    await this.#ask();
    void this.#keepAsking();
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #keepAsking(): Promise<void> {
    const { signal } = this.#stopped;
    for (;;) {
      await sleep(ASK_MS, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await this.#ask();
    }
  }

  async #ask(): Promise<void> {
    try {
      this.#pods = await inTime(this.#read());
      this.#connection = { state: "connected" };
    } catch (error) {
      const since = this.#connection.state === "lost" ? this.#connection.since : new Date().toISOString();
      this.#connection = { state: "lost", since, reason: reasonOf(error).split("\n")[0] ?? "" };
    }
  }

  async #read(): Promise<ReadonlyMap<string, Pods>> {
    const [core, apps] = [this.#access.makeApiClient(CoreV1Api), this.#access.makeApiClient(AppsV1Api)];
    const namespaces = [...new Set(this.#plans.map(({ namespace }) => namespace))];
    const deployments = new Map(
      await Promise.all(
        namespaces.map(async (namespace) => {
          // How many pods there should be is worth less than to know that there are any.
          const found = await apps.listNamespacedDeployment({ namespace }).catch(() => undefined);
          return [namespace, found?.items ?? []] as const;
        }),
      ),
    );
    const read = this.#plans.flatMap((placed) =>
      Object.entries(placed.labels).map(async ([version, labels]) => {
        const { namespace, host } = placed;
        const labelSelector = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
        const { items } = await core.listNamespacedPod({ namespace, labelSelector: labelSelector.join() });
        return [`${host}/${version}`, podsOf(items, wantedPods(deployments.get(namespace) ?? [], labels))] as const;
      }),
    );
    return new Map(await Promise.all(read));
  }
}

/** What is shown of a version's pods; those that end, or have ended, are gone. */
export function podsOf(pods: readonly V1Pod[], wanted: number | undefined): Pods {
  const names = pods
    .filter(
      ({ metadata, status }) => !metadata?.deletionTimestamp && !["Succeeded", "Failed"].includes(status?.phase ?? ""),
    )
    .map(({ metadata, status }) => ({
      name: metadata?.name ?? "",
      ready: status?.conditions?.some(({ type, status: is }) => type === "Ready" && is === "True") ?? false,
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
  return { ready: names.filter(({ ready }) => ready).length, ...(wanted !== undefined && { wanted }), names };
}

/** How many pods Deployments are to make with certain labels; undefined where none makes any. */
export function wantedPods(
  deployments: readonly V1Deployment[],
  labels: Readonly<Record<string, string>>,
): number | undefined {
  const own = deployments.filter(({ spec }) =>
    Object.entries(labels).every(([name, value]) => spec?.template.metadata?.labels?.[name] === value),
  );
  return own.length === 0 ? undefined : own.reduce((sum, { spec }) => sum + (spec?.replicas ?? 1), 0);
}

async function inTime<T>(asked: Promise<T>): Promise<T> {
  const end = new AbortController();
  const late = sleep(ANSWER_MS, undefined, { signal: end.signal, ref: false }).then(() => {
    throw new Error(`no answer within ${ANSWER_MS / 1000} s`);
  });
  try {
    return await Promise.race([asked, late]);
  } finally {
    end.abort();
    late.catch(() => undefined);
    asked.catch(() => undefined);
  }
}
