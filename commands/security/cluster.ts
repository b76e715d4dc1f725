import { setTimeout as sleep } from "node:timers/promises";
import { AppsV1Api, CoreV1Api, type V1Pod } from "@kubernetes/client-node";
import { answered, parseKubeconfig, reasonOf, unlessGone } from "../stack/cluster-access";
import { isReady, labelSelector } from "../stack/pods";
import { UserError } from "../terminal/user-error";
import { type Findings, FINDINGS_MARK } from "./agent/protocol";
import { CHECK_LABEL } from "./client-pod";

const SELECTOR = labelSelector(CHECK_LABEL);

/** How long a node may take to end a client pod and tell the API server so. */
const REMOVAL_SECONDS = 60;

/** What a check needs of the cluster: pods that it makes and removes, and where the application's pods are. */
export class CheckedCluster {
  readonly #core: CoreV1Api;
  readonly #apps: AppsV1Api;

  /** @param kubeconfig the text of a kubeconfig, whose current context is meant */
  constructor(kubeconfig: string) {
    const config = parseKubeconfig(kubeconfig);
    this.#core = config.makeApiClient(CoreV1Api);
    this.#apps = config.makeApiClient(AppsV1Api);
  }

  /** The image of a Deployment's first container. */
  async imageOf(namespace: string, deployment: string): Promise<string> {
    const { spec } = await answered(this.#apps.readNamespacedDeployment({ namespace, name: deployment }));
    const image = spec?.template.spec?.containers[0]?.image;
    if (image === undefined) throw new Error(`the Deployment ${namespace}/${deployment} has no container`);
    return image;
  }

  /** The address of a ready pod of a service of the application. */
  async podAddress(namespace: string, service: string): Promise<string> {
    const { items } = await answered(
      this.#core.listNamespacedPod({
        namespace,
        labelSelector: `app=${service}`,
        fieldSelector: "status.phase=Running",
      }),
    );
    const ready = items.find(isReady);
    const address = ready?.status?.podIP;
    if (address === undefined) {
      throw new UserError(
        `No pod of ${service} in the namespace ${namespace} is ready.\nSee why with:  kubectl --namespace ${namespace} get pods -l app=${service}`,
      );
    }
    return address;
  }

  /** The root that istiod has every workload of a namespace trust, in PEM; undefined where it has told none. */
  async rootOf(namespace: string): Promise<string | undefined> {
    const found = await unlessGone(this.#core.readNamespacedConfigMap({ namespace, name: "istio-ca-root-cert" }));
    return found?.data?.["root-cert.pem"];
  }

  /** Whether a Secret is there, whatever is in it. */
  async hasSecret(namespace: string, name: string): Promise<boolean> {
    return (await unlessGone(this.#core.readNamespacedSecret({ namespace, name }))) !== undefined;
  }

  /** Runs a client pod to its end and removes it, in any case: when it fails, and when the check is given up. */
  async findingsOf(pod: V1Pod, givenUp: AbortSignal): Promise<Findings> {
    const name = pod.metadata?.name ?? "";
    const namespace = pod.metadata?.namespace ?? "";
    const findings = await this.#run(pod, namespace, name, givenUp).catch(async (error: unknown) => {
      // A pod that the API server refused to make, or of which its answer was lost, may be there all the same.
      await this.#remove(namespace, name).catch((second: unknown) => {
        throw new UserError(`${reasonOf(error)}\n${reasonOf(second)}`);
      });
      throw error;
    });
    await this.#remove(namespace, name);
    return findings;
  }

  async #run(pod: V1Pod, namespace: string, name: string, givenUp: AbortSignal): Promise<Findings> {
    await answered(this.#core.createNamespacedPod({ namespace, body: pod }));
    return this.#awaitFindings(namespace, name, (pod.spec?.activeDeadlineSeconds ?? 0) * 1000, givenUp);
  }

  /**
   * Removes the pods that earlier checks left when they were killed: those that are older than any check lets its own
   * become.
   */
  async removeLeftovers(namespaces: readonly string[]): Promise<void> {
    for (const namespace of new Set(namespaces)) {
      const { items } = await answered(this.#core.listNamespacedPod({ namespace, labelSelector: SELECTOR }));
      for (const { metadata } of items.filter(isOverdue)) {
        await unlessGone(this.#core.deleteNamespacedPod({ namespace, name: metadata?.name ?? "" }));
      }
    }
  }

  async #awaitFindings(namespace: string, name: string, patienceMs: number, givenUp: AbortSignal): Promise<Findings> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      const { status } = await answered(this.#core.readNamespacedPod({ namespace, name }));
      const client = status?.containerStatuses?.find((container) => container.name === "client");
      const ended = client?.state?.terminated;
      if (ended) {
        const log = await answered(this.#core.readNamespacedPodLog({ namespace, name, container: "client" }));
        const line = log.split("\n").find((one) => one.startsWith(FINDINGS_MARK));
        if (line !== undefined) return JSON.parse(line.slice(FINDINGS_MARK.length)) as Findings;
        throw new UserError(
          `The client pod ${namespace}/${name} ended with ${ended.exitCode}: ${log.trim() || ended.reason}`,
        );
      }
      const waiting = client?.state?.waiting;
      if (waiting?.reason === "ErrImagePull" || waiting?.reason === "ImagePullBackOff") {
        throw new UserError(
          `The image of the client pods can't be pulled: ${waiting.message ?? waiting.reason}\nName another one that has Node with --image IMAGE.`,
        );
      }
      if (Date.now() > deadline || status?.phase === "Failed") {
        const reason = waiting?.reason ?? status?.reason ?? status?.conditions?.find(({ message }) => message)?.message;
        throw new UserError(`The client pod ${namespace}/${name} did not finish: ${reason ?? "no reason is known"}`);
      }
      await sleep(300);
      givenUp.throwIfAborted();
    }
  }

  /** Removes a pod, and comes back when the cluster has it no more. */
  async #remove(namespace: string, name: string): Promise<void> {
    await unlessGone(this.#core.deleteNamespacedPod({ namespace, name, gracePeriodSeconds: 1 }));
    const deadline = Date.now() + REMOVAL_SECONDS * 1000;
    while (await unlessGone(this.#core.readNamespacedPod({ namespace, name }))) {
      if (Date.now() > deadline) {
        throw new UserError(
          `The client pod ${namespace}/${name} is still there ${REMOVAL_SECONDS} s after its removal.\nSee why with:  kubectl --namespace ${namespace} describe pod ${name}`,
        );
      }
      await sleep(300);
    }
  }
}

/** Whether a client pod has outlived the check that made it. */
function isOverdue({ metadata, spec }: V1Pod): boolean {
  const made = metadata?.creationTimestamp?.getTime() ?? Date.now();
  return made + (spec?.activeDeadlineSeconds ?? 0) * 1000 < Date.now();
}
