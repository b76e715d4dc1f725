import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import {
  AppsV1Api,
  type KubeConfig,
  PatchStrategy,
  setHeaderOptions,
  type V1Deployment,
} from "@kubernetes/client-node";
import { answered } from "../../stack/cluster-access";
import { UserError } from "../../terminal/user-error";
import { versionCommand, type VersionProgram } from "./version-program";

/** How long the pods of a version may take to be replaced, in milliseconds. */
const REPLACED_WITHIN_MS = 180_000;

/**
 * The Deployments of a service's versions, whose programs are others for a while. They are the stack's, which takes no
 * notice of what it did not change itself.
 */
export class VersionDeployments {
  readonly #api: AppsV1Api;
  /** What each version runs in the place of its own program. */
  readonly #running = new Map<string, VersionProgram>();

  constructor(
    access: KubeConfig,
    private readonly namespace: string,
    private readonly service: string,
  ) {
    this.#api = access.makeApiClient(AppsV1Api);
  }

  /** The image of a version's container. */
  async imageOf(version: string): Promise<string> {
    const { spec } = await answered(this.#api.readNamespacedDeployment(this.#place(version)));
    const image = spec?.template.spec?.containers[0]?.image;
    if (image === undefined) throw new UserError(`The Deployment ${this.#nameOf(version)} has no container.`);
    return image;
  }

  /** Has a version run another program; resolves once it alone answers. */
  async run(program: VersionProgram): Promise<void> {
    const { version } = program;
    if (isDeepStrictEqual(this.#running.get(version), program)) return;
    this.#running.set(version, program);
    await this.#command(version, versionCommand(program));
  }

  /** Gives every version its own program back. */
  async putBack(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((version) => this.#command(version, null)));
    this.#running.clear();
  }

  /** @param command null for the image's own */
  async #command(version: string, command: readonly string[] | null): Promise<void> {
    const place = this.#place(version);
    const body = { spec: { template: { spec: { containers: [{ name: this.service, command }] } } } };
    const asMerge = setHeaderOptions("Content-Type", PatchStrategy.StrategicMergePatch);
    await answered(this.#api.patchNamespacedDeployment({ ...place, body }, asMerge));
    const deadline = Date.now() + REPLACED_WITHIN_MS;
    while (!isReplaced(await answered(this.#api.readNamespacedDeployment(place)))) {
      if (Date.now() > deadline) {
        throw new UserError(
          `The Deployment ${this.#nameOf(version)} did not get its new program within ${REPLACED_WITHIN_MS / 1000} s.\n` +
            `See why with:  npm run kubectl -- describe deployment ${place.name} --namespace ${place.namespace}`,
        );
      }
      await sleep(300);
    }
  }

  #place(version: string): { readonly namespace: string; readonly name: string } {
    return { namespace: this.namespace, name: `${this.service}-${version}` };
  }

  #nameOf(version: string): string {
    return `${this.namespace}/${this.service}-${version}`;
  }
}

/** Whether all pods of a Deployment are of its newest template, and there are no others. */
export function isReplaced({ metadata, spec, status }: V1Deployment): boolean {
  const wanted = spec?.replicas ?? 1;
  const { observedGeneration = 0, replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status ?? {};
  return (
    observedGeneration >= (metadata?.generation ?? 0) &&
    updatedReplicas === wanted &&
    availableReplicas === wanted &&
    replicas === wanted &&
    (status?.terminatingReplicas ?? 0) === 0
  );
}
