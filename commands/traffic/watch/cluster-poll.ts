import { setTimeout as sleep } from "node:timers/promises";
import { AppsV1Api, CoreV1Api, type KubeConfig } from "@kubernetes/client-node";
import { reasonOf } from "../../stack/cluster-access";
import { labelSelector } from "../../stack/pods";
import { type PlacedPlan } from "../placed-plan";
import { readShifts } from "./read-shifts";
import { type Connection, type ShiftSnapshot } from "./snapshot";
import { type Pods, podsOf, wantedPods } from "./version-pods";

/** How long the API server may take, and how often it is asked, in milliseconds. */
const ANSWER_MS = 5_000;
const ASK_MS = 1_000;

/**
 * Asks again and again which pods the versions have and which shifts run, and so finds out whether the cluster answers.
 */
export class ClusterPoll {
  readonly #access: KubeConfig;
  readonly #stopped = new AbortController();
  readonly #stack: string;
  readonly #plans: readonly PlacedPlan[];
  #shifts: ReadonlyMap<string, ShiftSnapshot> = new Map();
  #pods: ReadonlyMap<string, Pods> = new Map();
  #connection: Connection = { state: "connected" };

  constructor(access: KubeConfig, stack: string, plans: readonly PlacedPlan[]) {
    this.#access = access;
    this.#stack = stack;
    this.#plans = plans;
  }

  get connection(): Connection {
    return this.#connection;
  }

  /** What was known last of a version's pods; undefined where the stack does not say which they are. */
  of({ host }: PlacedPlan, version: string): Pods | undefined {
    return this.#pods.get(`${host}/${version}`);
  }

  /** The shift of a rule that is under way, or the last one; undefined where none is known. */
  shiftOf({ plan }: PlacedPlan, rule: string): ShiftSnapshot | undefined {
    return this.#shifts.get(`${plan.service}/${rule}`);
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
      this.#pods = await inTime(this.#readPods());
      this.#shifts = await inTime(readShifts(this.#access, this.#stack, this.#plans));
      this.#connection = { state: "connected" };
    } catch (error) {
      const since = this.#connection.state === "lost" ? this.#connection.since : new Date().toISOString();
      this.#connection = { state: "lost", since, reason: reasonOf(error).split("\n")[0] ?? "" };
    }
  }

  async #readPods(): Promise<ReadonlyMap<string, Pods>> {
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
        const { items } = await core.listNamespacedPod({ namespace, labelSelector: labelSelector(labels) });
        return [`${host}/${version}`, podsOf(items, wantedPods(deployments.get(namespace) ?? [], labels))] as const;
      }),
    );
    return new Map(await Promise.all(read));
  }
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
