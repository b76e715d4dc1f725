import { type Fields, isFields, valueAt } from "../../mesh/fields";
import { type Answer } from "./api-request";
import { parsedJson } from "../../mesh/parsed-json";

/** What an API server says of an object; nothing is known where it may not say. */
export type Found =
  | { readonly kind: "found"; readonly object: Fields }
  | { readonly kind: "missing" }
  | { readonly kind: "unknown" };

/** Reads what is in a cluster, as far as the credentials allow it. */
export class ClusterReader {
  /** @param kubectl how people ask the same cluster */
  constructor(
    private readonly ask: (path: string) => Promise<Answer>,
    readonly kubectl: readonly string[],
  ) {}

  async read(path: string): Promise<Found> {
    const { status, body } = await this.ask(path);
    if (status === 404) return { kind: "missing" };
    const object = status === 200 ? parsedJson(body) : undefined;
    return isFields(object) ? { kind: "found", object } : { kind: "unknown" };
  }

  /** The objects of a list; undefined where the list may not be read, and none where the cluster has no such kind. */
  async list(path: string): Promise<readonly Fields[] | undefined> {
    const answer = await this.read(path);
    if (answer.kind === "missing") return [];
    if (answer.kind === "unknown") return undefined;
    const items = valueAt(answer.object, ["items"]);
    return Array.isArray(items) ? items.filter(isFields) : [];
  }
}
