import { setTimeout as sleep } from "node:timers/promises";
import { CoreV1Api, type KubeConfig, type V1Pod } from "@kubernetes/client-node";
import { answered, unlessGone } from "../../stack/cluster-access";
import { UserError } from "../../terminal/user-error";
import { followLog } from "../../traffic/evidence/follow-log";
import { loadCommand, type OpenLoad, parseLoadLine, type Served } from "./load-program";

/** Where the load comes from: a caller in the mesh, with a sidecar. */
export interface LoadPlace {
  readonly namespace: string;
  /** An image with Node. */
  readonly image: string;
  /** Whom the load calls as. */
  readonly serviceAccount: string;
}

const NAME = "bench-load";
const CONTAINER = "load";

/** The cluster ends the load after so long, whatever becomes of the benchmark, in seconds. */
const DEADLINE_SECONDS = 4 * 3600;

/** How long the load may take to its first answer, in milliseconds. */
const STARTS_WITHIN_MS = 90_000;

/** How long what it printed may take to get here, in milliseconds. */
const HERE_WITHIN_MS = 15_000;

/** A load that runs in a pod, and what came of it. */
export class Load {
  readonly #api: CoreV1Api;
  readonly #stopped = new AbortController();
  #served: Served[] = [];
  #last = 0;
  #following: Promise<void> = Promise.resolve();

  private constructor(
    private readonly access: KubeConfig,
    private readonly namespace: string,
  ) {
    this.#api = access.makeApiClient(CoreV1Api);
  }

  /**
   * Starts a load; one that a benchmark before left behind is ended.
   *
   * @throws UserError where it gets no answer
   */
  static async start(access: KubeConfig, place: LoadPlace, load: OpenLoad): Promise<Load> {
    const started = new Load(access, place.namespace);
    try {
      await started.#remove();
      const { namespace } = place;
      await answered(started.#api.createNamespacedPod({ namespace, body: podOf(place, load) }));
      await started.#follow();
      return started;
    } catch (error) {
      await started.stop();
      throw error;
    }
  }

  /** What has come of the load since this was asked last. */
  take(): Served[] {
    return this.#served.splice(0);
  }

  /** Waits until what had ended at a time is known here, or for as long as that may take. */
  async known(at: number): Promise<void> {
    const deadline = Date.now() + HERE_WITHIN_MS;
    while (this.#last <= at && Date.now() < deadline) await sleep(50);
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#following;
    await this.#remove();
  }

  async #follow(): Promise<void> {
    const source = { namespace: this.namespace, pod: NAME, container: CONTAINER };
    const onLine = (line: string): void => {
      const news = parseLoadLine(line);
      this.#served.push(...news);
      this.#last = Math.max(this.#last, ...news.map(({ at }) => at));
    };
    this.#following = followLog(this.access, source, new Date(), onLine, this.#stopped.signal);
    this.#following.catch(() => undefined);
    const deadline = Date.now() + STARTS_WITHIN_MS;
    while (this.#last === 0) {
      if (Date.now() > deadline) {
        throw new UserError(
          `The pod ${this.namespace}/${NAME}, which sends the load, got no answer within ${STARTS_WITHIN_MS / 1000} s.\n` +
            `See why with:  npm run kubectl -- describe pod ${NAME} --namespace ${this.namespace}`,
        );
      }
      await sleep(200);
    }
  }

  async #remove(): Promise<void> {
    const pod = { namespace: this.namespace, name: NAME };
    await unlessGone(this.#api.deleteNamespacedPod({ ...pod, gracePeriodSeconds: 1 }));
    while ((await unlessGone(this.#api.readNamespacedPod(pod))) !== undefined) await sleep(200);
  }
}

function podOf({ namespace, image, serviceAccount }: LoadPlace, load: OpenLoad): V1Pod {
  return {
    metadata: {
      name: NAME,
      namespace,
      labels: { "app.kubernetes.io/name": NAME, "sidecar.istio.io/inject": "true" },
    },
    spec: {
      serviceAccountName: serviceAccount,
      automountServiceAccountToken: false,
      restartPolicy: "Never",
      activeDeadlineSeconds: DEADLINE_SECONDS,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
      containers: [
        {
          name: CONTAINER,
          image,
          imagePullPolicy: "IfNotPresent",
          command: loadCommand(load),
          resources: { requests: { cpu: "50m", memory: "64Mi" } },
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
          },
        },
      ],
    },
  };
}
