import { existsSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { cacheDir, sandbox } from "../../../commands/stack/sandbox/paths";
import { BUILT_PROVIDER_VERSION } from "../../toolchain/go-modules";
import {
  findPreparedProvider,
  type KubernetesProvider,
  PROVIDER_PROGRAM,
  PROVIDER_VERSION,
} from "../../toolchain/kubernetes-provider";
import { UserError } from "../../../commands/terminal/user-error";

/** The folder in a Pulumi home where the engine looks for the provider of the version that the program asks for. */
function pluginFolder(home: string): string {
  return join(home, "plugins", `resource-kubernetes-v${PROVIDER_VERSION}`);
}

/** Puts the provider where the sandbox's engine finds it. */
export function installKubernetesPlugin({ program }: KubernetesProvider, home: string = sandbox.pulumiHome): void {
  const folder = pluginFolder(home);
  if (linkedProgram(home) === program) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  symlinkSync(program, join(folder, PROVIDER_PROGRAM));
}

/** Which provider the sandbox's engine runs; undefined where none was put in place, or its program has gone since. */
export function installedKubernetesPlugin(home: string = sandbox.pulumiHome): KubernetesProvider | undefined {
  const program = linkedProgram(home);
  if (program === undefined || !existsSync(program)) return undefined;
  if (!program.startsWith(cacheDir)) return { origin: "installed", program };
  return { origin: program.includes(`-v${PROVIDER_VERSION}-`) ? "downloaded" : "built", program };
}

/**
 * Sees to it that the engine finds a provider: one that is gone is put back from the cache or the user's Pulumi home.
 *
 * @throws UserError where it would have to be built or downloaded
 */
export function requireKubernetesPlugin(): void {
  if (installedKubernetesPlugin() !== undefined) return;
  const provider = findPreparedProvider();
  if (provider === undefined) {
    throw new UserError(
      `The Kubernetes provider is gone from ${pluginFolder(sandbox.pulumiHome)}, and the cache does not have it. ` +
        "Get it again with:  npm start",
    );
  }
  installKubernetesPlugin(provider);
}

function linkedProgram(home: string): string | undefined {
  try {
    return readlinkSync(join(pluginFolder(home), PROVIDER_PROGRAM));
  } catch {
    return undefined;
  }
}

/** The version that a provider tells the engine. */
export function versionOf({ origin }: KubernetesProvider): string {
  return origin === "built" ? BUILT_PROVIDER_VERSION : PROVIDER_VERSION;
}

/** Says in a line which code the provider is. */
export function describeKubernetesPlugin({ origin, program }: KubernetesProvider): string {
  return origin === "built"
    ? `Pulumi's for Kubernetes, built from its Go module of 2026-01-15, between 4.24 and 4.25 (docs/sandbox.md: what it lacks)`
    : `Pulumi's for Kubernetes, release ${PROVIDER_VERSION}, ${origin} (${program})`;
}
