import { createServer, type IncomingMessage, type Server } from "node:http";
import { type AddressInfo } from "node:net";
import { KubeConfig, type V1Lease } from "@kubernetes/client-node";

/** An API server that keeps one Lease, and refuses what was not made of its newest version. */
export class FakeLeaseApi {
  lease: V1Lease | undefined;
  #version = 0;
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((request, response) => {
      const send = (code: number, body: object) => {
        response.writeHead(code, { "Content-Type": "application/json" }).end(JSON.stringify(body));
      };
      const refuse = (code: number) => send(code, { kind: "Status", code, message: `refused with ${code}` });
      void bodyOf(request).then((body) => {
        if (request.method === "GET") return this.lease ? send(200, this.lease) : refuse(404);
        const before = this.lease?.metadata?.resourceVersion;
        if (request.method === "PUT" && body?.metadata?.resourceVersion !== before) return refuse(409);
        this.lease = { ...body, metadata: { ...body?.metadata, resourceVersion: String(++this.#version) } };
        send(200, this.lease);
      });
    });
  }

  static async start(): Promise<FakeLeaseApi> {
    const api = new FakeLeaseApi();
    await new Promise<void>((resolve) => api.#server.listen(0, "127.0.0.1", resolve));
    return api;
  }

  get access(): KubeConfig {
    const access = new KubeConfig();
    const server = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    access.loadFromClusterAndUser({ name: "fake", server, skipTLSVerify: true }, { name: "fake" });
    return access;
  }

  /** Lets so many seconds pass since it was renewed, as while its holder sleeps. */
  age(seconds: number): void {
    const renewTime = new Date(Date.now() - seconds * 1000).toISOString().replace("Z", "000Z");
    this.lease = { ...this.lease, spec: { ...this.lease?.spec, renewTime: renewTime as never } };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function bodyOf(request: IncomingMessage): Promise<V1Lease | undefined> {
  let text = "";
  for await (const part of request) text += String(part);
  return text === "" ? undefined : (JSON.parse(text) as V1Lease);
}
