import { arrayAt, type Json, type JsonObject } from "../wire/json";
import { ApiClient } from "./api-client";
import { isNotFound } from "./api-error";
import { Discovery, groupVersionPath, type ServedKind } from "./discovery";
import { type SelectedKubeconfig } from "./kubeconfig";
import { type KubeObject, type ObjectKey } from "./object";

/** The API server has no such kind. */
export class NoSuchKindError extends Error {
  constructor(apiVersion: string, kind: string) {
    super(
      `the API server knows no kind ${kind} in ${apiVersion}. If a CustomResourceDefinition brings it, ` +
        `the resource must depend on what installs that (dependsOn)`,
    );
  }
}

export interface ApplyOptions {
  readonly fieldManager: string;
  /** Take over fields that other managers own. */
  readonly force: boolean;
  readonly dryRun: boolean;
  readonly signal?: AbortSignal;
}

export type DeletionPropagation = "Foreground" | "Background" | "Orphan";

/** One cluster, as what can be done with the objects in it. */
export class Cluster {
  private readonly api: ApiClient;
  private readonly discovery: Discovery;

  constructor(readonly kubeconfig: SelectedKubeconfig) {
    this.api = new ApiClient(kubeconfig);
    this.discovery = new Discovery(this.api);
  }

  servedKind(apiVersion: string, kind: string): Promise<ServedKind | undefined> {
    return this.discovery.find(apiVersion, kind);
  }

  /** The version of the API server, e.g. `v1.36.3`. */
  async version(): Promise<string> {
    const { body } = await this.api.request({ method: "GET", path: "/version" });
    return (body as { gitVersion: string }).gitVersion;
  }

  /** @throws ApiError NotFound when there is none */
  async get(key: ObjectKey, signal?: AbortSignal): Promise<KubeObject> {
    const { body } = await this.api.request({ method: "GET", path: await this.pathOf(key), ...withSignal(signal) });
    return body as KubeObject;
  }

  /** Undefined when there is no such object. */
  async find(key: ObjectKey, signal?: AbortSignal): Promise<KubeObject | undefined> {
    try {
      return await this.get(key, signal);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async list(
    kind: { readonly apiVersion: string; readonly kind: string; readonly namespace?: string },
    selector: { readonly labels?: string; readonly fields?: string },
    signal?: AbortSignal,
  ): Promise<readonly KubeObject[]> {
    const { body } = await this.api.request({
      method: "GET",
      path: await this.collectionPath(kind),
      query: {
        ...(selector.labels ? { labelSelector: selector.labels } : {}),
        ...(selector.fields ? { fieldSelector: selector.fields } : {}),
      },
      ...withSignal(signal),
    });
    return arrayAt(body, ["items"]) as readonly KubeObject[];
  }

  /** Server-side apply: creates the object, or makes the fields that it names what it says. */
  async apply(
    key: ObjectKey,
    object: JsonObject,
    options: ApplyOptions,
  ): Promise<{ readonly object: KubeObject; readonly warnings: readonly string[] }> {
    const { body, warnings } = await this.api.request({
      method: "PATCH",
      path: await this.pathOf(key),
      contentType: "application/apply-patch+yaml",
      body: object,
      query: {
        fieldManager: options.fieldManager,
        force: String(options.force),
        fieldValidation: "Warn",
        ...(options.dryRun ? { dryRun: "All" } : {}),
      },
      ...withSignal(options.signal),
    });
    return { object: body as KubeObject, warnings };
  }

  /** Asks for the object's deletion; it may live on until its finalizers are done. */
  async delete(key: ObjectKey, propagation: DeletionPropagation, signal?: AbortSignal): Promise<void> {
    await this.api.request({
      method: "DELETE",
      path: await this.pathOf(key),
      body: { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: propagation } satisfies Json,
      ...withSignal(signal),
    });
  }

  private async pathOf(key: ObjectKey): Promise<string> {
    return `${await this.collectionPath(key)}/${encodeURIComponent(key.name)}`;
  }

  private async collectionPath(of: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace?: string;
  }): Promise<string> {
    const served = await this.discovery.find(of.apiVersion, of.kind);
    if (served === undefined) throw new NoSuchKindError(of.apiVersion, of.kind);
    const namespace = served.namespaced && of.namespace ? `/namespaces/${encodeURIComponent(of.namespace)}` : "";
    return `${groupVersionPath(of.apiVersion)}${namespace}/${served.plural}`;
  }
}

function withSignal(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal ? { signal } : {};
}
