import { arrayAt, type Json, stringAt, valueAt } from "../wire/json";
import { type ApiClient } from "./api-client";
import { isNotFound } from "./api-error";

/** How the API server serves a kind. */
export interface ServedKind {
  /** The name in paths, e.g. `virtualservices`. */
  readonly plural: string;
  readonly namespaced: boolean;
}

/** Learns from the API server which kinds it serves, one group version at a time, and remembers it. */
export class Discovery {
  private readonly groupVersions = new Map<string, Promise<ReadonlyMap<string, ServedKind>>>();

  constructor(private readonly api: ApiClient) {}

  /** Undefined when the API server has no such kind, e.g. because its CustomResourceDefinition is not installed yet. */
  async find(apiVersion: string, kind: string): Promise<ServedKind | undefined> {
    const known = this.groupVersions.get(apiVersion);
    const found = (await known)?.get(kind);
    if (found !== undefined) return found;
    // A kind that was missing may have been installed since.
    const fetched = this.fetch(apiVersion);
    this.groupVersions.set(apiVersion, fetched);
    fetched.catch(() => this.groupVersions.delete(apiVersion));
    return (await fetched).get(kind);
  }

  private async fetch(apiVersion: string): Promise<ReadonlyMap<string, ServedKind>> {
    try {
      const { body } = await this.api.request({ method: "GET", path: groupVersionPath(apiVersion) });
      return new Map(arrayAt(body, ["resources"]).flatMap(servedKind));
    } catch (error) {
      if (isNotFound(error)) return new Map();
      throw error;
    }
  }
}

/** Subresources (`deployments/status`) have entries of their own and are left out. */
function servedKind(resource: Json): readonly (readonly [string, ServedKind])[] {
  const plural = stringAt(resource, ["name"]);
  const kind = stringAt(resource, ["kind"]);
  if (plural === undefined || kind === undefined || plural.includes("/")) return [];
  return [[kind, { plural, namespaced: valueAt(resource, ["namespaced"]) === true }]];
}

/** The root of a group version's paths: `/api/v1`, `/apis/apps/v1`. */
export function groupVersionPath(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
