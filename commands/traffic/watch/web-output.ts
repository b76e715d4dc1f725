import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { type AddressInfo } from "node:net";
import { reasonOf } from "../../stack/cluster-access";
import { UserError } from "../../terminal/user-error";
import { type WatchOutput } from "./outputs";
import { livePage } from "./page/report-page";
import { type RecordOutput } from "./record-output";
import { type Snapshot } from "./snapshot";

/** Nobody but this machine is meant to look. */
const ADDRESS = "127.0.0.1";

/** What a browser that does not read is sent waits in memory: past so many bytes it is sent away, and asks again. */
const MOST_WAITING = 4_000_000;

export interface WebOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** What was seen so far: to be shown a snapshot before this output is. */
  readonly record: Pick<RecordOutput, "recorded">;
}

/** The live page, for browsers on this machine, with what is seen as server-sent events. */
export class WebOutput implements WatchOutput {
  readonly #record: WebOptions["record"];
  readonly #server: Server;
  readonly #watchers = new Set<ServerResponse>();

  private constructor({ record }: WebOptions) {
    this.#record = record;
    this.#server = createServer((request, response) => void this.#answer(request, response));
  }

  /** @throws UserError where the port is taken */
  static async open(options: WebOptions): Promise<WebOutput> {
    const output = new WebOutput(options);
    await new Promise<void>((resolve, reject) => {
      output.#server.once("error", (error) =>
        reject(
          new UserError(
            `The live page can't listen on ${ADDRESS}:${options.port}: ${reasonOf(error)}. Name another --port, or none.`,
          ),
        ),
      );
      output.#server.listen(options.port, ADDRESS, resolve);
    });
    return output;
  }

  get url(): string {
    return `http://${ADDRESS}:${this.#port}/`;
  }

  show(snapshot: Snapshot): void {
    const text = event("snapshot", snapshot);
    for (const watcher of this.#watchers) {
      if (watcher.writableLength > MOST_WAITING) watcher.destroy();
      else watcher.write(text);
    }
  }

  async close(): Promise<void> {
    for (const watcher of this.#watchers) watcher.end();
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo | null)?.port ?? 0;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A page of another site can have its own name lead here (DNS rebinding): it would come with that name.
    const names = [ADDRESS, "localhost"].map((name) => `${name}:${this.#port}`);
    if (!names.includes(request.headers.host ?? "")) return say(response, 403, "This page has another address.");
    if (request.method !== "GET") return say(response, 405, "There is nothing to change here.");
    const { recorded } = this.#record;
    if (!recorded) return say(response, 503, "Nothing was seen yet. Try again in a second.");
    if (request.url === "/") {
      try {
        const page = await livePage(recorded);
        response.writeHead(200, { ...HEADERS, "content-type": "text/html; charset=utf-8" }).end(page);
      } catch (error) {
        say(response, 500, `The page can't be made: ${reasonOf(error)}`);
      }
      return;
    }
    if (request.url !== "/events") return say(response, 404, "There is no such page.");
    response.writeHead(200, { ...HEADERS, "content-type": "text/event-stream" });
    response.write(event("all", recorded));
    this.#watchers.add(response);
    response.on("close", () => this.#watchers.delete(response));
  }
}

const HEADERS = {
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
} as const;

function say(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { ...HEADERS, "content-type": "text/plain; charset=utf-8" }).end(`${text}\n`);
}

/** JSON has no line ends, which would end the event's text. */
function event(name: string, value: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(value)}\n\n`;
}
