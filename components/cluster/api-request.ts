import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { type ClusterAccess } from "./kubeconfig";

const TIMEOUT_SECONDS = 10;

/** What an API server says. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/**
 * Asks an API server for a path, with the static credentials of the kubeconfig alone. Rejects where nothing answers.
 */
export function askApiServer({ server, connection }: ClusterAccess, path: string): Promise<Answer> {
  const url = new URL(server.replace(/\/$/, "") + path);
  const { ca, cert, key, token, servername, insecure } = connection;
  const ask = url.protocol === "http:" ? httpRequest : httpsRequest;

  return new Promise((resolve, reject) => {
    const asked = ask(
      url,
      {
        ca,
        cert,
        key,
        servername,
        rejectUnauthorized: !insecure,
        headers: token ? { authorization: `Bearer ${token}` } : {},
        timeout: TIMEOUT_SECONDS * 1000,
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
        });
      },
    );
    asked.on("timeout", () => asked.destroy(new Error(`no answer within ${TIMEOUT_SECONDS} seconds`)));
    asked.on("error", reject);
    asked.end();
  });
}
