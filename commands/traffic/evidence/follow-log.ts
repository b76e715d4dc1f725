import { type IncomingMessage, request as requestHttp } from "node:http";
import { request as requestHttps, type RequestOptions } from "node:https";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { type KubeConfig } from "@kubernetes/client-node";
import { messageOf } from "../../stack/cluster-access";

/** A container whose log is read. */
export interface LogSource {
  readonly namespace: string;
  readonly pod: string;
  readonly container: string;
}

/** The API server answered with another status than 200. */
export class LogRefused extends Error {
  constructor(
    readonly source: LogSource,
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** How long after a connection broke the log is asked for again, in milliseconds. */
const RETRY_MS = 500;

/**
 * After a connection was silent for so long, in milliseconds, it is probed: of one that the other end has given up
 * while this machine slept nothing else would tell.
 */
const PROBE_MS = 5_000;

/** Refusals that another try may not meet: the container has not started yet, or the API server is busy. */
const PASSING = [400, 429, 500, 502, 503, 504];

/**
 * Hands over each line of a container's log from a time on, as it is written, until `signal` aborts it or the pod is
 * gone. Where the connection breaks it goes on after the last line that came.
 *
 * @throws LogRefused where the API server won't have it
 */
export async function followLog(
  access: KubeConfig,
  source: LogSource,
  since: Date,
  onLine: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  let last = "";
  // Lines that came within one tick of the node's clock have the same time.
  let withLast = 0;
  while (!signal.aborted) {
    try {
      const answer = await openLog(access, source, last || since.toISOString(), signal);
      const [seen, toSkip] = [last, { left: withLast }];
      for await (const stamped of createInterface({ input: answer })) {
        // Each line has the time before it at which the node got it; in these zeroes at the end are left out.
        const end = stamped.indexOf(" ");
        const stamp = stamped.slice(0, end);
        if (seen !== "") {
          // What came before the connection broke comes once more.
          const [time, resumed] = [comparable(stamp), comparable(seen)];
          if (time < resumed || (time === resumed && toSkip.left-- > 0)) continue;
        }
        withLast = stamp === last ? withLast + 1 : 1;
        last = stamp;
        onLine(stamped.slice(end + 1));
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof LogRefused) {
        if (error.status === 404) return;
        if (!PASSING.includes(error.status)) throw error;
      }
    }
    await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
  }
}

/** A time in UTC as text that is in the order of the times. */
function comparable(stamp: string): string {
  const [seconds = "", fraction = ""] = stamp.replace(/Z$/, "").split(".");
  return `${seconds}.${fraction.padEnd(9, "0")}`;
}

async function openLog(
  access: KubeConfig,
  source: LogSource,
  sinceTime: string,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { namespace, pod, container } = source;
  const query = new URLSearchParams({ container, follow: "true", timestamps: "true", sinceTime });
  const server = access.getCurrentCluster()?.server ?? "";
  const url = new URL(
    `${server.replace(/\/$/, "")}/api/v1/namespaces/${namespace}/pods/${pod}/log?${query.toString()}`,
  );
  const options: RequestOptions = { signal };
  await access.applyToHTTPSOptions(options);
  const request = url.protocol === "http:" ? requestHttp : requestHttps;
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = request(url, options, resolve).once("error", reject);
    asked.setSocketKeepAlive(true, PROBE_MS);
    asked.end();
  });
  if (answer.statusCode === 200) return answer;
  let body = "";
  for await (const part of answer) body += String(part);
  throw new LogRefused(source, answer.statusCode ?? 0, messageOf(body));
}
