import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";

import { jsonReply } from "./json-reply";
import type { Log } from "./log";
import { matchRoute, type Reply, type Route } from "./route";

/** No form or rating that these services understand is anywhere near this size. */
const MAX_BODY_BYTES = 64 * 1024;

/** The request's body is longer than MAX_BODY_BYTES. */
class BodyTooLargeError extends Error {}

/** Reads a request's body as UTF-8. Rejects with BodyTooLargeError, or when the client goes away before the end. */
async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    // What is too much is read to its end all the same, but not kept: a client that still sends would miss the refusal.
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (size > MAX_BODY_BYTES) throw new BodyTooLargeError(`the body is longer than ${MAX_BODY_BYTES} bytes`);
  return Buffer.concat(chunks).toString("utf8");
}

/**
 * How long an idle connection is kept, in milliseconds. Longer than Envoy's default of an hour for its side
 * (envoyproxy.io, timeouts: idle_timeout), so that the sidecar is always the one to close and never sends a request
 * into a closing connection.
 */
const IDLE_CONNECTION_MS = 65 * 60_000;

export interface ServiceOptions {
  readonly routes: readonly Route[];
  readonly log: Log;
  /** 0 takes any free port. */
  readonly port: number;
  /** The address to listen on; all of the machine's when not given. */
  readonly host?: string;
}

/** A service that listens. */
export interface RunningService {
  readonly port: number;
  /**
   * Stops accepting, lets requests in flight finish (each answered with `Connection: close`) and cuts what is not done
   * after `graceMs`. Resolves once every connection is closed; calling it again waits for the same end.
   */
  readonly stop: (graceMs: number) => Promise<void>;
}

/** Starts to serve `routes`. Rejects when the port can't be listened on. */
export async function startService({ routes, log, port, host }: ServiceOptions): Promise<RunningService> {
  let stopped: Promise<void> | undefined;

  const server = createServer((request, response) => {
    const started = performance.now();
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    response.once("close", () => {
      // Probes come every few seconds and would bury everything else.
      if (path === "/health" && response.statusCode === 200) return;
      log({
        message: response.writableFinished ? "answered" : "client went away",
        method: request.method,
        path,
        status: response.statusCode,
        ms: Math.round((performance.now() - started) * 10) / 10,
        requestId: request.headers["x-request-id"],
        endUser: request.headers["end-user"],
      });
    });
    void answer(request, path).then((reply) => send(response, reply));
  });
  server.keepAliveTimeout = IDLE_CONNECTION_MS;

  async function answer(request: IncomingMessage, path: string): Promise<Reply> {
    const match = matchRoute(routes, request.method ?? "GET", path);
    if (match.kind === "not-found") return jsonReply(404, { error: `there is nothing at ${path}` });
    if (match.kind === "wrong-method") {
      const reply = jsonReply(405, { error: `${path} answers ${match.allowed.join(", ")} only` });
      return { ...reply, headers: { ...reply.headers, allow: match.allowed.join(", ") } };
    }
    try {
      return await match.handle({
        headers: request.headers,
        params: match.params,
        readBody: () => readBody(request),
      });
    } catch (error) {
      if (error instanceof BodyTooLargeError) return jsonReply(413, { error: error.message });
      log({ message: "handler failed", path, error: error instanceof Error ? error.stack : String(error) });
      return jsonReply(500, { error: "internal error" });
    }
  }

  function send(response: ServerResponse, { status, headers, body = "" }: Reply): void {
    response.writeHead(status, {
      ...headers,
      "content-length": Buffer.byteLength(body),
      ...(stopped !== undefined && { connection: "close" }),
    });
    response.end(body);
  }

  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host }, () => {
      server.off("error", reject);
      resolve();
    });
  });

  return {
    port: (server.address() as AddressInfo).port,
    stop: (graceMs) => {
      stopped ??= new Promise((resolve) => {
        const deadline = setTimeout(() => server.closeAllConnections(), graceMs);
        server.close(() => {
          clearTimeout(deadline);
          resolve();
        });
      });
      return stopped;
    },
  };
}
