import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { KubeConfig } from "@kubernetes/client-node";

/** An object as a manifest has it. */
export interface FakeObject {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly spec?: unknown;
}

const PLURALS: Readonly<Record<string, string>> = {
  VirtualService: "virtualservices",
  DestinationRule: "destinationrules",
};

/** An API server with these objects, read only. */
export class FakeMeshApi {
  readonly #server: Server;

  private constructor(objects: readonly FakeObject[], { version, only }: FakeMeshOptions) {
    this.#server = createServer(({ url = "" }, response) => {
      const { pathname } = new URL(url, "http://api");
      const send = (code: number, body: object) => {
        response.writeHead(code, { "Content-Type": "application/json" }).end(JSON.stringify(body));
      };
      const refuse = (code: number, message: string) => send(code, { kind: "Status", code, message });
      const [, namespace, plural, name] =
        /^\/apis\/networking\.istio\.io\/([^/]+)\/(.*)$/.exec(pathname)?.[1] === version
          ? (/\/(?:namespaces\/([^/]+)\/)?(virtualservices|destinationrules)(?:\/([^/]+))?$/.exec(pathname) ?? [])
          : (/^\/api\/v1\/namespaces\/([^/]+)\/(services)\/([^/]+)$/.exec(pathname) ?? []);
      const all = objects.filter((one) => namespace === undefined || namespaceOf(one) === namespace);
      if (plural === "services") {
        const found = all.find((one) => one.kind === "Service" && one.metadata.name === name);
        return found ? send(200, found) : refuse(404, "no such service");
      }
      if (/^\/api\/v1\/namespaces\/[^/]+\/configmaps$/.test(pathname)) return send(200, { items: [] });
      if (plural === undefined) return refuse(404, "no such kind");
      if (only !== undefined && namespace !== only) return refuse(403, `cannot list ${plural} at the cluster scope`);
      const items = all
        .filter(({ kind }) => PLURALS[kind] === plural)
        .map((one) => ({ ...one, metadata: { ...one.metadata, namespace: namespaceOf(one) } }));
      if (name === undefined) return send(200, { items });
      const found = items.find(({ metadata }) => metadata.name === name);
      return found ? send(200, found) : refuse(404, "no such object");
    });
  }

  static async start(objects: readonly FakeObject[], options: FakeMeshOptions = {}): Promise<FakeMeshApi> {
    const api = new FakeMeshApi(objects, { version: "v1", ...options });
    await new Promise<void>((resolve) => api.#server.listen(0, "127.0.0.1", resolve));
    return api;
  }

  get kubeconfig(): string {
    const server = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return JSON.stringify({
      "current-context": "fake",
      clusters: [{ name: "fake", cluster: { server, "insecure-skip-tls-verify": true } }],
      users: [{ name: "fake", user: {} }],
      contexts: [{ name: "fake", context: { cluster: "fake", user: "fake" } }],
    });
  }

  get access(): KubeConfig {
    const access = new KubeConfig();
    access.loadFromString(this.kubeconfig);
    return access;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

interface FakeMeshOptions {
  /** The one version of Istio's API that it has; v1 where none is given. */
  readonly version?: string;
  /** The only namespace that may be read. */
  readonly only?: string;
}

function namespaceOf({ metadata }: FakeObject): string {
  return metadata.namespace ?? "default";
}
