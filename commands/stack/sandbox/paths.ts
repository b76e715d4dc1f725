import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

/** The clone that this file belongs to. */
export const repoDir = resolve(__dirname, "../../..");

/**
 * What is expensive to make and safe to keep: binaries, container images, charts. One folder per user, shared by every
 * clone; removing it costs a rebuild and nothing else.
 */
export const cacheDir = join(cacheHome(process.env["XDG_CACHE_HOME"], homedir()), "bookinfo-mesh");

/**
 * Where a user's programs keep what they can make again. As the XDG specification demands, a relative path counts as
 * none.
 */
export function cacheHome(configured: string | undefined, home: string): string {
  return configured !== undefined && isAbsolute(configured) ? configured : join(home, ".cache");
}

/**
 * Everything that belongs to the sandbox of this machine: there is one, whichever clone started it, so that any clone
 * can find and stop it. Removed by `npm stop`.
 */
export const stateDir = "/var/lib/bookinfo-mesh";

/**
 * Names and addresses that more than one part of the sandbox must agree on. `Pulumi.sandbox.yaml` names some of them
 * too.
 */
export const sandbox = {
  stack: "sandbox",
  /** The kubeconfig of the sandbox's cluster administrator (mode 0600) and its context. */
  kubeconfig: join(stateDir, "kubeconfig"),
  context: "sandbox",
  /**
   * The folder with `base-V.tgz`, `istiod-V.tgz` and `gateway-V.tgz` that the sandbox stack names as its chart source.
   */
  charts: join(stateDir, "charts"),
  logs: join(stateDir, "logs"),
  /** Pulumi's file backend, its home and the passphrase of its secrets (mode 0600). */
  pulumiBackend: join(stateDir, "pulumi", "backend"),
  pulumiHome: join(stateDir, "pulumi", "home"),
  pulumiPassphrase: join(stateDir, "pulumi", "passphrase"),
  /**
   * Where the Kubernetes provider leaves a kubeconfig each time it starts, in place of the machine's temporary folder.
   */
  pulumiTemporary: join(stateDir, "pulumi", "temporary"),
  /** The NodePort of the ingress gateway's HTTP port; it answers on 127.0.0.1. */
  gatewayNodePort: 30080,
  /** That of its HTTPS port, once the stack gives it one. */
  gatewayHttpsNodePort: 30443,
  /** Where the images built here say that they come from; nothing is ever pulled from it. */
  imageRegistry: "sandbox.local",
} as const;
