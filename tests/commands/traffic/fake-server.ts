import { type RequestListener, createServer, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { KubeConfig } from "@kubernetes/client-node";

/** A server on this machine that stands in for an API server. */
export class FakeServer {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(answer: RequestListener): Promise<FakeServer> {
    const server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new FakeServer(server);
  }

  get access(): KubeConfig {
    const access = new KubeConfig();
    const server = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    access.loadFromClusterAndUser({ name: "fake", server, skipTLSVerify: true }, { name: "fake" });
    return access;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
