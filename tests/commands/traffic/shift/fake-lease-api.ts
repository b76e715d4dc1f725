import { type IncomingMessage, type ServerResponse } from "node:http";
import { type V1Lease } from "@kubernetes/client-node";

/** What an API server with one Lease does, which refuses what was not made of its newest version. */
export class FakeLeaseApi {
  lease: V1Lease | undefined;
  #version = 0;

  readonly answer = (request: IncomingMessage, response: ServerResponse): void => {
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
  };

  /** Lets so many seconds pass since it was renewed, as while its holder sleeps. */
  age(seconds: number): void {
    const renewTime = new Date(Date.now() - seconds * 1000).toISOString().replace("Z", "000Z");
    this.lease = { ...this.lease, spec: { ...this.lease?.spec, renewTime: renewTime as never } };
  }
}

async function bodyOf(request: IncomingMessage): Promise<V1Lease | undefined> {
  let text = "";
  for await (const part of request) text += String(part);
  return text === "" ? undefined : (JSON.parse(text) as V1Lease);
}
