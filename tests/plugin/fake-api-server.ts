import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";
import { isDeepStrictEqual } from "node:util";
import {
  isObject,
  type Json,
  type JsonObject,
  objectAt,
  type Path,
  stringAt,
  stringsAt,
  valueAt,
  withoutValueAt,
  withValueAt,
} from "../../sandbox/plugin/wire/json";

interface Kind {
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
}

const KINDS: Readonly<Record<string, readonly Kind[]>> = {
  v1: [
    { kind: "Namespace", plural: "namespaces", namespaced: false },
    { kind: "ConfigMap", plural: "configmaps", namespaced: true },
    { kind: "Secret", plural: "secrets", namespaced: true },
    { kind: "Service", plural: "services", namespaced: true },
    { kind: "Pod", plural: "pods", namespaced: true },
  ],
  "apps/v1": [{ kind: "Deployment", plural: "deployments", namespaced: true }],
  "discovery.k8s.io/v1": [{ kind: "EndpointSlice", plural: "endpointslices", namespaced: true }],
  "networking.istio.io/v1": [{ kind: "VirtualService", plural: "virtualservices", namespaced: true }],
};

interface Stored {
  object: JsonObject;
  /** Which leaves each manager has applied or edited. */
  readonly owners: Map<string, Map<string, Path>>;
}

interface Refusal {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: JsonObject;
}

/**
 * As much of a Kubernetes API server as the plugin speaks to: discovery, get, list by label, server-side apply with
 * field ownership (lists count as one field), dry runs, and deletion with finalizers. It keeps objects in memory and
 * serves on loopback.
 */
export class FakeApiServer {
  /** Every request, as `METHOD path?query`. */
  readonly requests: string[] = [];
  /** What an applied object becomes before it is stored, as controllers and defaulting would do. */
  settle: (object: JsonObject) => JsonObject = (object) => object;
  /** Refuses a request, for as long as it returns a refusal. */
  refuse: (request: {
    readonly method: string;
    readonly path: string;
    readonly dryRun: boolean;
  }) => Refusal | undefined = () => undefined;

  private readonly kinds = new Map(Object.entries(KINDS));
  private readonly objects = new Map<string, Stored>();
  private readonly server: Server;
  private version = 0;

  private constructor() {
    this.server = createServer((request, response) => void this.answer(request, response));
  }

  static async start(): Promise<FakeApiServer> {
    const api = new FakeApiServer();
    await new Promise<void>((resolve) => api.server.listen(0, "127.0.0.1", resolve));
    for (const name of ["default", "bookinfo"]) {
      api.put("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
    }
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** A kubeconfig's content for this server. */
  get kubeconfig(): string {
    return JSON.stringify({
      "current-context": "fake",
      clusters: [{ name: "fake", cluster: { server: this.url, "insecure-skip-tls-verify": true } }],
      users: [{ name: "fake", user: { token: "t" } }],
      contexts: [{ name: "fake", context: { cluster: "fake", user: "fake" } }],
    });
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  serveKind(apiVersion: string, kind: Kind): void {
    this.kinds.set(apiVersion, [...(this.kinds.get(apiVersion) ?? []), kind]);
  }

  /** Stores an object as somebody else would have made it. */
  put(collection: string, object: JsonObject, manager = "somebody"): void {
    this.store(`${collection}/${stringAt(object, ["metadata", "name"])}`, {
      object,
      owners: new Map([[manager, leavesOf(object)]]),
    });
  }

  /** Changes one place of an object, as another manager would. */
  edit(path: string, manager: string, place: Path, value: Json | undefined): void {
    const stored = this.stored(path);
    const object =
      value === undefined ? withoutValueAt(stored.object, place) : withValueAt(stored.object, place, value);
    const key = JSON.stringify(place);
    for (const owned of stored.owners.values()) owned.delete(key);
    const owned = stored.owners.get(manager) ?? new Map<string, Path>();
    if (value !== undefined) owned.set(key, place);
    stored.owners.set(manager, owned);
    this.store(path, { ...stored, object });
  }

  /** The object at a path, as it is stored. */
  at(path: string): JsonObject | undefined {
    return this.objects.get(path)?.object;
  }

  remove(path: string): void {
    this.objects.delete(path);
  }

  /** The requests of a method so far. */
  sent(method: string): readonly string[] {
    return this.requests.filter((request) => request.startsWith(`${method} `));
  }

  private stored(path: string): Stored {
    const stored = this.objects.get(path);
    if (stored === undefined) throw new Error(`the fake API server has no ${path}`);
    return stored;
  }

  private store(path: string, { object, owners }: Stored): void {
    this.version += 1;
    const metadata = {
      uid: randomUUID(),
      creationTimestamp: "2026-01-01T00:00:00Z",
      ...objectAt(object, ["metadata"]),
      resourceVersion: String(this.version),
      managedFields: [...owners.keys()].map((manager) => ({
        manager,
        operation: manager.startsWith("pulumi") ? "Apply" : "Update",
      })),
    };
    this.objects.set(path, { object: { ...object, metadata }, owners });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString("utf8");
    const url = new URL(request.url ?? "/", this.url);
    const method = request.method ?? "GET";
    this.requests.push(`${method} ${url.pathname}${url.search}`);
    const dryRun = url.searchParams.get("dryRun") === "All";
    const refusal = this.refuse({ method, path: url.pathname, dryRun });
    const answer = refusal ?? this.handle(method, url, text === "" ? {} : (JSON.parse(text) as JsonObject));
    const failed = "code" in answer && typeof answer["code"] === "number";
    const { code } = failed ? (answer as unknown as Refusal) : { code: 200 };
    const body = failed ? { kind: "Status", status: "Failure", ...answer } : answer;
    response.writeHead(code, { "Content-Type": "application/json" }).end(JSON.stringify(body));
  }

  private handle(method: string, url: URL, body: JsonObject): JsonObject | Refusal {
    const path = url.pathname;
    if (path === "/version") return { gitVersion: "v1.36.3" };
    if (method === "GET" && /^\/(api\/[^/]+|apis\/[^/]+\/[^/]+)$/.test(path)) return this.discover(path);
    if (method === "PATCH") return this.apply(path, url.searchParams, body);
    if (method === "DELETE") return this.delete(path);
    if (method === "PUT") {
      this.store(path, { object: body, owners: new Map([["helm", leavesOf(body)]]) });
      return body;
    }
    const selector = url.searchParams.get("labelSelector");
    if (selector !== null || this.isCollection(path)) return this.list(path, selector ?? "");
    return this.objects.get(path)?.object ?? notFound(path);
  }

  private discover(path: string): JsonObject | Refusal {
    const kinds = this.kinds.get(path.replace(/^\/apis?\//, ""));
    if (kinds === undefined) return notFound(path);
    return { resources: kinds.map(({ kind, plural, namespaced }) => ({ kind, name: plural, namespaced })) };
  }

  private isCollection(path: string): boolean {
    const last = path.split("/").at(-1);
    return [...this.kinds.values()].flat().some(({ plural }) => plural === last);
  }

  private list(path: string, selector: string): JsonObject {
    const wanted = selector
      .split(",")
      .filter(Boolean)
      .map((term) => term.split("="));
    const items = [...this.objects]
      .filter(([key]) => key.startsWith(`${path}/`) && !key.slice(path.length + 1).includes("/"))
      .map(([, { object }]) => object)
      .filter((object) =>
        wanted.every(([key, value]) => objectAt(object, ["metadata", "labels"])[key ?? ""] === value),
      );
    return { items };
  }

  private delete(path: string): JsonObject | Refusal {
    const stored = this.objects.get(path);
    if (stored === undefined) return notFound(path);
    if (stringsAt(stored.object, ["metadata", "finalizers"]).length === 0) this.objects.delete(path);
    else this.store(path, { ...stored, object: withValueAt(stored.object, ["metadata", "deletionTimestamp"], "now") });
    return stored.object;
  }

  private apply(path: string, query: URLSearchParams, body: JsonObject): JsonObject | Refusal {
    const namespace = /\/namespaces\/([^/]+)\/[^/]+\//.exec(path)?.[1];
    if (namespace !== undefined && !this.objects.has(`/api/v1/namespaces/${namespace}`)) {
      return notFound(`/api/v1/namespaces/${namespace}`);
    }
    const manager = query.get("fieldManager") ?? "";
    const before: Stored = this.objects.get(path) ?? { object: identityOf(body), owners: new Map() };
    const owners = new Map([...before.owners].map(([name, owned]) => [name, new Map(owned)]));
    const leaves = leavesOf(body);
    const conflicts = conflictsOf(manager, body, before.object, leaves, owners);
    if (conflicts.length > 0 && query.get("force") !== "true") return conflict(conflicts);
    for (const { manager: other, key } of conflicts) owners.get(other)?.delete(key);

    const given = owners.get(manager) ?? new Map<string, Path>();
    const dropped = [...given].filter(([key]) => !leaves.has(key) && !isOwned(owners, key, manager));
    owners.set(manager, leaves);
    const pruned = dropped.reduce((object: JsonObject, [, place]) => withoutValueAt(object, place), before.object);
    const merged = [...leaves.values()].reduce(
      (object: JsonObject, place) => withValueAt(object, place, valueAt(body, place) ?? null),
      pruned,
    );
    const object = this.settle(merged);
    if (query.get("dryRun") === "All") return object;
    this.store(path, { object, owners });
    return this.at(path) as JsonObject;
  }
}

function identityOf(body: JsonObject): JsonObject {
  const { name, namespace } = objectAt(body, ["metadata"]);
  return {
    apiVersion: body["apiVersion"] ?? null,
    kind: body["kind"] ?? null,
    metadata: { name: name ?? null, ...(namespace === undefined ? {} : { namespace }) },
  };
}

/** Everything that is not an object, with its place; apiVersion, kind and the name belong to nobody. */
function leavesOf(value: Json, place: Path = []): Map<string, Path> {
  const path = place.join(".");
  if (["apiVersion", "kind", "metadata.name", "metadata.namespace"].includes(path)) return new Map();
  if (!isObject(value) || (place.length > 0 && Object.keys(value).length === 0)) {
    return new Map([[JSON.stringify(place), place]]);
  }
  return new Map(Object.entries(value).flatMap(([key, item]) => [...leavesOf(item, [...place, key])]));
}

function isOwned(owners: Stored["owners"], key: string, except: string): boolean {
  return [...owners].some(([manager, owned]) => manager !== except && owned.has(key));
}

function conflictsOf(
  manager: string,
  body: JsonObject,
  live: JsonObject,
  leaves: ReadonlyMap<string, Path>,
  owners: Stored["owners"],
): { manager: string; key: string; place: Path }[] {
  return [...leaves]
    .filter(([, place]) => !isDeepStrictEqual(valueAt(body, place), valueAt(live, place)))
    .flatMap(([key, place]) =>
      [...owners]
        .filter(([other, owned]) => other !== manager && owned.has(key))
        .map(([other]) => ({ manager: other, key, place })),
    );
}

function conflict(conflicts: readonly { manager: string; place: Path }[]): Refusal {
  return {
    code: 409,
    reason: "Conflict",
    message: `Apply failed with ${conflicts.length} conflicts`,
    details: {
      causes: conflicts.map(({ manager, place }) => ({
        reason: "FieldManagerConflict",
        message: `conflict with "${manager}" using v1`,
        field: `.${place.join(".")}`,
      })),
    },
  };
}

function notFound(path: string): Refusal {
  const [plural, name] = path.split("/").slice(-2);
  return {
    code: 404,
    reason: "NotFound",
    message: `${plural} "${name}" not found`,
    details: { kind: plural ?? "", name: name ?? "" },
  };
}
