import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SelectedKubeconfig } from "../cluster/kubeconfig";
import { helmEnvironment } from "./helm-environment";

/** helm ended with an error; the message is what it wrote. */
export class HelmError extends Error {
  constructor(command: string, stderr: string) {
    super(`helm ${command}: ${messageOf(stderr)}`);
  }
}

/** helm's own words, without its log prefixes and warnings. */
function messageOf(stderr: string): string {
  const lines = stderr
    .split("\n")
    .filter((line) => line.trim() !== "" && !/^(WARNING:|level=|\S+\.go:\d+: )/.test(line));
  return (
    lines.join("\n").replace(/^Error: (INSTALLATION FAILED: |UPGRADE FAILED: )?/, "") || "it failed without a word"
  );
}

/** Ends helm with a SIGTERM when this process ends however it may; helm then marks the release as failed. */
const SETPRIV = "/usr/bin/setpriv";

/** The charts' output may hold all the CustomResourceDefinitions of a chart. */
const MAX_OUTPUT = 64 * 1024 * 1024;

/** The helm binary on PATH, speaking to one cluster. */
export class HelmCli {
  constructor(private readonly kubeconfig: SelectedKubeconfig) {}

  /**
   * @returns what helm writes on standard output
   * @throws HelmError when helm fails, Error when there is no helm
   */
  async run(args: readonly string[], signal: AbortSignal): Promise<string> {
    const { file, content = "" } = this.kubeconfig;
    if (file !== undefined) return this.runWith(file, args, signal);
    return withPrivateFile("kubeconfig", content, (copy) => this.runWith(copy, args, signal));
  }

  private runWith(kubeconfigFile: string, args: readonly string[], signal: AbortSignal): Promise<string> {
    const command = ["helm", ...args, "--kube-context", this.kubeconfig.context];
    const [program, ...rest] = existsSync(SETPRIV) ? [SETPRIV, "--pdeathsig", "TERM", ...command] : command;
    const env = helmEnvironment(process.env, kubeconfigFile);
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const child = execFile(program as string, rest, { env, maxBuffer: MAX_OUTPUT }, (error, stdout, stderr) => {
        signal.removeEventListener("abort", stop);
        if (error === null) resolve(stdout);
        else if (signal.aborted) reject(new HelmError(args[0] ?? "", "cancelled by the user"));
        else if (isMissing(error, stderr)) reject(new Error("there is no helm on PATH, which Helm releases need"));
        else reject(new HelmError(args[0] ?? "", stderr || error.message));
      });
      // helm marks the release as failed before it ends, and is waited for.
      const stop = () => child.kill("SIGTERM");
      signal.addEventListener("abort", stop);
    });
  }
}

function isMissing(error: NodeJS.ErrnoException | Error, stderr: string): boolean {
  return ("code" in error && error.code === "ENOENT") || /failed to execute helm: No such file/.test(stderr);
}

/** Lends text as a file that only this user can read, for as long as `use` runs. */
export async function withPrivateFile<T>(name: string, text: string, use: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "pulumi-helm-"));
  try {
    const file = join(folder, name);
    await writeFile(file, text, { mode: 0o600 });
    return await use(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
