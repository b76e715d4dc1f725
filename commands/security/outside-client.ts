import { Agent, request } from "undici";
import { type Attempt } from "./agent/protocol";

/**
 * Calls addresses from this machine, as somebody outside the cluster does. A certificate is taken as it is: whether a
 * call gets through is what is asked, and one's own certificate for tests is no reason not to know.
 */
export async function tryFromOutside(
  urls: readonly string[],
  attempts: number,
  timeoutSeconds: number,
): Promise<Record<string, Attempt[]>> {
  const dispatcher = new Agent({ connect: { rejectUnauthorized: false }, pipelining: 0 });
  try {
    const found: Record<string, Attempt[]> = {};
    for (const url of urls) {
      const outcomes: Attempt[] = [];
      for (let done = 0; done < attempts; done += 1) outcomes.push(await attempt(url, dispatcher, timeoutSeconds));
      found[url] = outcomes;
    }
    return found;
  } finally {
    await dispatcher.close();
  }
}

async function attempt(url: string, dispatcher: Agent, timeoutSeconds: number): Promise<Attempt> {
  try {
    const { statusCode, body } = await request(url, { dispatcher, signal: AbortSignal.timeout(timeoutSeconds * 1000) });
    await body.dump();
    return { kind: "answered", status: statusCode };
  } catch (error) {
    if (!(error instanceof Error)) return { kind: "failed", reason: String(error) };
    if (error.name === "TimeoutError") return { kind: "failed", reason: "ETIMEDOUT" };
    const code = "code" in error ? String(error.code) : error.message;
    return { kind: "failed", reason: code === "UND_ERR_SOCKET" ? "ECONNRESET" : code };
  }
}
