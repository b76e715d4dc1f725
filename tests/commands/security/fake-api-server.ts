import { createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { CheckedCluster } from "../../../commands/security/cluster";

/**
 * What a fake API server answers: a text as it is, anything else as JSON; `lost` breaks off before there is an answer.
 */
export type FakeAnswer = "lost" | { readonly status?: number; readonly body: unknown };

/** An API server that knows the namespace `default` alone, and what it was asked. */
export class FakeApiServer {
  /** `METHOD PATH` of every request, the path from the namespace on. */
  readonly requests: string[] = [];
  private readonly server: Server;

  private constructor(answer: (request: string) => FakeAnswer) {
    this.server = createServer(({ method, url }, response) => {
      const path = /^\/api\/v1\/namespaces\/default\/([^?]*)/.exec(url ?? "")?.[1] ?? "";
      this.requests.push(`${method} ${path}`);
      const given = answer(`${method} ${path}`);
      if (given === "lost") return response.destroy();
      const { status = 200, body } = given;
      const text = typeof body === "string";
      response.writeHead(status, { "Content-Type": text ? "text/plain" : "application/json" });
      return response.end(text ? body : JSON.stringify(body));
    });
  }

  static async start(answer: (request: string) => FakeAnswer): Promise<FakeApiServer> {
    const api = new FakeApiServer(answer);
    await new Promise<void>((resolve) => api.server.listen(0, "127.0.0.1", resolve));
    return api;
  }

  get kubeconfig(): string {
    const server = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    return JSON.stringify({
      "current-context": "fake",
      clusters: [{ name: "fake", cluster: { server, "insecure-skip-tls-verify": true } }],
      users: [{ name: "fake", user: {} }],
      contexts: [{ name: "fake", context: { cluster: "fake", user: "fake" } }],
    });
  }

  get cluster(): CheckedCluster {
    return new CheckedCluster(this.kubeconfig);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** The answer to a question for something that is not there. */
export const NOT_FOUND: FakeAnswer = { status: 404, body: { kind: "Status", code: 404, message: "no such thing" } };
