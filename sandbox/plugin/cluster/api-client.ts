import http from "node:http";
import https from "node:https";
import { type Json } from "../wire/json";
import { ApiError, UnreachableError } from "./api-error";
import { type SelectedKubeconfig } from "./kubeconfig";

export interface ApiRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** From the root, e.g. `/api/v1/namespaces/default`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: Json;
  /** Of the body; JSON unless given. */
  readonly contentType?: string;
  readonly signal?: AbortSignal;
}

export interface ApiResponse {
  readonly body: Json;
  /** What the API server warns of, e.g. a deprecated version or a field that it does not know. */
  readonly warnings: readonly string[];
}

interface Answer {
  readonly code: number;
  readonly text: string;
  readonly warnings: readonly string[];
}

/** How long the API server may stay silent before a request counts as lost, in milliseconds. */
const SILENCE = 60_000;

/**
 * Speaks JSON with one API server. Objects travel as they are: a client with a class for each kind would drop the
 * fields that it does not know.
 */
export class ApiClient {
  private readonly keepAlive: http.Agent | https.Agent | undefined;
  private readonly base: URL;

  constructor(private readonly kubeconfig: SelectedKubeconfig) {
    this.base = new URL(kubeconfig.cluster.server);
    // A proxy needs the agent that the kubeconfig's own library makes for it.
    if (!kubeconfig.cluster.proxyUrl) {
      this.keepAlive =
        this.base.protocol === "http:" ? new http.Agent({ keepAlive: true }) : new https.Agent({ keepAlive: true });
    }
  }

  get server(): string {
    return this.kubeconfig.cluster.server;
  }

  /**
   * @throws ApiError when the server refuses
   * @throws UnreachableError when it does not answer
   */
  async request(request: ApiRequest): Promise<ApiResponse> {
    request.signal?.throwIfAborted();
    const { code, text, warnings } = await this.exchange(request);
    const body = parse(text);
    if (code >= 400) throw ApiError.from(code, body, `${request.method} ${request.path}`);
    return { body: body ?? null, warnings };
  }

  private async exchange(request: ApiRequest): Promise<Answer> {
    const options: https.RequestOptions = {};
    try {
      await this.kubeconfig.config.applyToHTTPSOptions(options);
      return await this.send(request, options);
    } catch (error) {
      if (request.signal?.aborted) throw error;
      // A kept connection may have been closed by the server just as it was used again.
      if ((error as NodeJS.ErrnoException).code === "ECONNRESET") {
        return await this.send(request, options).catch((again: Error) => this.unreachable(again));
      }
      return this.unreachable(error as Error);
    }
  }

  private unreachable(error: Error): never {
    throw new UnreachableError(this.kubeconfig.cluster.server, this.kubeconfig.context, error);
  }

  private send(request: ApiRequest, options: https.RequestOptions): Promise<Answer> {
    const url = new URL(this.base.pathname.replace(/\/$/, "") + request.path, this.base);
    for (const [key, value] of Object.entries(request.query ?? {})) url.searchParams.set(key, value);
    const payload = request.body === undefined ? undefined : JSON.stringify(request.body);
    const headers = {
      ...(options.headers as http.OutgoingHttpHeaders | undefined),
      Accept: "application/json",
      ...(payload === undefined
        ? {}
        : { "Content-Type": request.contentType ?? "application/json", "Content-Length": Buffer.byteLength(payload) }),
    };
    const settings = {
      ...options,
      agent: this.keepAlive ?? options.agent,
      headers,
      method: request.method,
      ...(request.signal ? { signal: request.signal } : {}),
    };
    return new Promise((resolve, reject) => {
      const outgoing = (url.protocol === "http:" ? http : https).request(url, settings, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            code: response.statusCode ?? 0,
            text: Buffer.concat(chunks).toString("utf8"),
            warnings: warningsOf(response.headers["warning"]),
          }),
        );
      });
      outgoing.setTimeout(SILENCE, () => outgoing.destroy(new Error(`no answer within ${SILENCE / 1000} s`)));
      outgoing.on("error", reject);
      outgoing.end(payload);
    });
  }
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    // A proxy in between may answer with a page; the status code says enough.
    return undefined;
  }
}

/** The texts of an HTTP Warning header (`299 - "text", 299 - "text"`). */
function warningsOf(header: string | readonly string[] | undefined): readonly string[] {
  const line = typeof header === "string" ? header : (header ?? []).join(", ");
  return [...line.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map(([, text]) => (text ?? "").replace(/\\(.)/g, "$1"));
}
