import { createWriteStream, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { EnvHttpProxyAgent, fetch } from "undici";
import { cacheDir } from "../../commands/stack/sandbox/paths";
import { cached, isCached } from "./cache";
import { newLog, run } from "./command";
import { type Report, withClock } from "./report";

/** Where Pulumi's own CLI gets plugins from when it is told nothing else (pulumi.com, Plugins: third-party plugins). */
const RELEASES = "https://get.pulumi.com/releases/plugins";

/** How long a machine without internet waits for nothing, in milliseconds. */
const PATIENCE = 5_000;

/** How Pulumi names processor architectures, by Node's names. */
const ARCHITECTURES: Readonly<Partial<Record<string, string>>> = { x64: "amd64", arm64: "arm64" };

/** What a machine's network lets through, where the user's environment names a proxy. */
const dispatcher = new EnvHttpProxyAgent();

/**
 * Downloads the released plugin, unless the cache has it.
 *
 * @returns its folder; undefined where it cannot be had, which five seconds at most are spent on finding out
 */
export async function downloadProvider(
  version: string,
  report: Report,
  from: string = RELEASES,
): Promise<string | undefined> {
  const architecture = ARCHITECTURES[process.arch];
  if (architecture === undefined) return undefined;
  const entry = entryOf(version, architecture);
  const url = `${from}/pulumi-resource-kubernetes-v${version}-linux-${architecture}.tar.gz`;
  if (!isCached(entry) && !(await isOffered(url, report))) return undefined;
  try {
    return await cached(entry, report, (unfinished) => download(url, unfinished, report));
  } catch (error) {
    report(`the download of the released Kubernetes provider failed (${String(error)}): building it`);
    return undefined;
  }
}

/** The folder of the released plugin, where the cache has it. */
export function downloadedProvider(version: string): string | undefined {
  const architecture = ARCHITECTURES[process.arch];
  const entry = architecture && entryOf(version, architecture);
  return entry !== undefined && isCached(entry) ? entry : undefined;
}

function entryOf(version: string, architecture: string): string {
  return join(cacheDir, "parts", `kubernetes-provider-v${version}-${architecture}`);
}

async function isOffered(url: string, report: Report): Promise<boolean> {
  report("asking for the released Kubernetes provider");
  try {
    const { ok } = await fetch(url, { method: "HEAD", dispatcher, signal: AbortSignal.timeout(PATIENCE) });
    return ok;
  } catch {
    return false; // No internet, or none that leads there.
  }
}

async function download(url: string, folder: string, report: Report): Promise<void> {
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  const archive = join(folder, "plugin.tar.gz");
  const response = await fetch(url, { dispatcher });
  if (!response.ok || response.body === null) throw new Error(`${url}: ${response.status} ${response.statusText}`);
  const { body } = response;
  const total = Number(response.headers.get("content-length") ?? 0);
  let received = 0;
  await withClock(
    report,
    () =>
      `downloading the released Kubernetes provider${total > 0 ? `: ${Math.floor((100 * received) / total)} %` : ""}`,
    () =>
      pipeline(
        Readable.fromWeb(body),
        async function* count(chunks: AsyncIterable<Uint8Array>) {
          for await (const chunk of chunks) {
            received += chunk.length;
            yield chunk;
          }
        },
        createWriteStream(archive),
      ),
  );
  await run({
    program: "tar",
    args: ["--extract", "--gzip", "--no-same-owner", "--file", archive, "--directory", folder],
    purpose: "unpacking the released Kubernetes provider",
    remedy: "run the same command again",
    log: newLog("kubernetes-provider"),
  });
  rmSync(archive);
}
