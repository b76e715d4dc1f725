import { type IncomingMessage, type ServerResponse } from "node:http";
import { type VirtualService } from "../../../../commands/traffic/arrival/callers";

/** What an API server does whose VirtualServices can be watched, and whose Gateways may not be readable for a while. */
export class FakeWatchApi {
  /** How many more requests for Gateways break off. */
  unreadable = 0;
  /** How often Gateways were asked for. */
  asked = 0;
  readonly #watching = new Set<ServerResponse>();
  #object: VirtualService;
  #version = 1;

  constructor(object: VirtualService) {
    this.#object = object;
  }

  readonly answer = ({ url = "" }: IncomingMessage, response: ServerResponse): void => {
    const { pathname, searchParams } = new URL(url, "http://api");
    if (pathname.endsWith("/gateways")) {
      this.asked++;
      if (this.unreadable-- > 0) return void response.destroy();
      return this.#list(response, [{ metadata: { name: "front", namespace: "default" }, spec: {} }]);
    }
    if (searchParams.has("watch")) {
      response.writeHead(200, { "Content-Type": "application/json" }).flushHeaders();
      if (pathname.endsWith("/virtualservices")) this.#watching.add(response);
      return;
    }
    this.#list(response, pathname.endsWith("/virtualservices") ? [this.#stored()] : []);
  };

  /** Whether somebody has begun to watch. */
  get isWatched(): boolean {
    return this.#watching.size > 0;
  }

  /** Changes the VirtualService, and tells whoever watches. */
  change(object: VirtualService): void {
    this.#object = object;
    this.#version++;
    for (const one of this.#watching) one.write(`${JSON.stringify({ type: "MODIFIED", object: this.#stored() })}\n`);
  }

  #stored(): object {
    const { metadata, ...rest } = this.#object;
    const about = { uid: "one", resourceVersion: String(this.#version), generation: this.#version };
    return {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      ...rest,
      metadata: { ...metadata, ...about },
    };
  }

  #list(response: ServerResponse, items: readonly object[]): void {
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end(JSON.stringify({ kind: "List", metadata: { resourceVersion: String(this.#version) }, items }));
  }
}
