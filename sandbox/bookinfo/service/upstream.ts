import { Agent, request as httpRequest, type OutgoingHttpHeaders } from "node:http";

import { parseJson } from "./json";
import type { Environment } from "./run";

/** Connections to other services are kept for the next request, and given up after a minute of silence. */
const agent = new Agent({ keepAlive: true, timeout: 60_000 });

/** No answer of these services comes near this size. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** What another service answered with. */
export interface Answer {
  readonly status: number;
  /** The body as JSON, or undefined when it is not JSON. */
  readonly json: unknown;
}

/**
 * Where a Bookinfo service is: `http://<host><.domain>:<port>`, from the variables that the original services read
 * (<NAME>_HOSTNAME, SERVICES_DOMAIN, <NAME>_SERVICE_PORT), else its own name and port 9080.
 */
export function serviceUrl(name: "details" | "ratings" | "reviews", environment: Environment): string {
  const prefix = name.toUpperCase();
  const host = environment[`${prefix}_HOSTNAME`] ?? name;
  const domain = environment["SERVICES_DOMAIN"];
  const port = environment[`${prefix}_SERVICE_PORT`] ?? "9080";
  return `http://${host}${domain ? `.${domain}` : ""}:${port}`;
}

/**
 * GETs `url`. Rejects when nothing answers in full within `timeoutMs`.
 * A kept connection that the other side closed just then is replaced once: the request never reached anyone.
 */
export async function getJson(url: string, headers: OutgoingHttpHeaders, timeoutMs: number): Promise<Answer> {
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    return await getOnce(url, headers, signal);
  } catch (error) {
    if (error instanceof StaleConnectionError) return getOnce(url, headers, signal);
    throw error;
  }
}

class StaleConnectionError extends Error {}

function getOnce(url: string, headers: OutgoingHttpHeaders, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { agent, headers: { accept: "application/json", ...headers }, signal });
    request.once("error", (error: NodeJS.ErrnoException) => {
      const stale = request.reusedSocket && error.code === "ECONNRESET";
      reject(stale ? new StaleConnectionError(error.message) : error);
    });
    request.once("response", (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > MAX_ANSWER_BYTES)
          response.destroy(new Error(`${url} answered with more than ${MAX_ANSWER_BYTES} bytes`));
        chunks.push(chunk);
      });
      response.once("error", reject);
      response.once("end", () =>
        resolve({ status: response.statusCode ?? 500, json: parseJson(Buffer.concat(chunks).toString("utf8")) }),
      );
    });
    request.end();
  });
}
