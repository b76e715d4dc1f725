import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

import { detailsRoutes } from "../../../sandbox/bookinfo/details/routes";
import { productpageRoutes } from "../../../sandbox/bookinfo/productpage/routes";
import { ratingsRoutes } from "../../../sandbox/bookinfo/ratings/routes";
import { reviewsRoutes } from "../../../sandbox/bookinfo/reviews/routes";
import { jsonReply } from "../../../sandbox/bookinfo/service/json-reply";
import type { LogEntry } from "../../../sandbox/bookinfo/service/log";
import type { Route } from "../../../sandbox/bookinfo/service/route";
import type { Environment } from "../../../sandbox/bookinfo/service/run";
import { startService } from "../../../sandbox/bookinfo/service/server";

const ROUTES = {
  details: detailsRoutes,
  ratings: ratingsRoutes,
  reviews: reviewsRoutes,
  productpage: productpageRoutes,
} as const;

/** Something that listens on loopback until it is closed. */
export interface Listening {
  readonly port: number;
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** What the tests of one file started, to be closed after each test. */
export class Running {
  private readonly closers: (() => Promise<void>)[] = [];

  /** Everything that the started services logged. */
  readonly logged: LogEntry[] = [];

  /** Starts a service of Bookinfo with exactly the given environment. */
  async service(name: keyof typeof ROUTES, environment: Environment = {}): Promise<Listening> {
    const log = (entry: LogEntry) => void this.logged.push(entry);
    const service = await startService({ routes: ROUTES[name](environment, log), log, port: 0, host: "127.0.0.1" });
    return this.listening(service.port, () => service.stop(0));
  }

  /** Starts a stand-in for a service: it answers every request alike and remembers what it got. */
  async standIn(status: number, body: unknown): Promise<Listening & { readonly received: Received[] }> {
    const received: Received[] = [];
    const server = createServer((request, response) => {
      received.push({ path: request.url ?? "", headers: request.headers, clientPort: request.socket.remotePort });
      response.writeHead(status, { "content-type": "application/json" });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const close = () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    return { ...this.listening((server.address() as AddressInfo).port, close), received };
  }

  /** Starts a service whose every path says when a request has arrived and answers with `body` once it is released. */
  async slow(body: unknown) {
    const arrived = gate();
    const release = gate();
    const handle = async () => {
      arrived.open();
      await release.opened;
      return jsonReply(200, body);
    };
    const routes: Route[] = ["/", "/ratings/:id"].map((path) => ({ method: "GET", path, handle }));
    const service = await startService({ routes, log: () => {}, port: 0, host: "127.0.0.1" });
    const listening = this.listening(service.port, () => service.stop(0));
    return { ...listening, service, arrived: arrived.opened, release: release.open };
  }

  /** A port on loopback that nothing listens on. */
  async deadPort(): Promise<string> {
    const { port, close } = await this.standIn(200, {});
    await close();
    return String(port);
  }

  async closeAll(): Promise<void> {
    await Promise.all(this.closers.splice(0).map((close) => close()));
    this.logged.length = 0;
  }

  private listening(port: number, close: () => Promise<void>): Listening {
    this.closers.push(close);
    return { port, url: `http://127.0.0.1:${port}`, close };
  }
}

/** Something that one side waits for and the other lets happen. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

/** A request that a stand-in got. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** The other end of the connection that it came on. */
  readonly clientPort: number | undefined;
}

/** The environment that leads a service to `listening` for the service called `name`. */
export function at(name: "details" | "ratings" | "reviews", port: number | string): Environment {
  return { [`${name.toUpperCase()}_HOSTNAME`]: "127.0.0.1", [`${name.toUpperCase()}_SERVICE_PORT`]: String(port) };
}

/** GETs a URL, without following redirects, and gives the status, the headers and the body as text. */
export async function get(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers, redirect: "manual" });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** GETs a URL that answers with JSON. */
export async function getJson(url: string, headers: Record<string, string> = {}) {
  const { status, headers: received, text } = await get(url, headers);
  return { status, type: received.get("content-type"), json: JSON.parse(text) as unknown };
}

/** A header of every kind that has to travel on, each with a value of its own. */
export const CALLER_HEADERS: Readonly<Record<string, string>> = Object.fromEntries(
  [
    "x-request-id",
    "traceparent",
    "tracestate",
    "b3",
    "x-b3-traceid",
    "x-b3-spanid",
    "x-b3-parentspanid",
    "x-b3-sampled",
    "x-b3-flags",
    "x-ot-span-context",
    "x-datadog-trace-id",
    "x-datadog-parent-id",
    "x-datadog-sampling-priority",
    "x-cloud-trace-context",
    "grpc-trace-bin",
    "sw8",
    "user-agent",
    "cookie",
    "authorization",
    "jwt",
  ].map((name) => [name, `value-of=${name}`]),
);

/** Those of a request's headers that CALLER_HEADERS names. */
export function callerHeadersOf(headers: IncomingHttpHeaders): Record<string, unknown> {
  return Object.fromEntries(Object.keys(CALLER_HEADERS).map((name) => [name, headers[name]]));
}
