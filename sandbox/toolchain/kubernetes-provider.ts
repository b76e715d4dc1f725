import { accessSync, constants, existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { version as sdkVersion } from "@pulumi/kubernetes/package.json";
import { buildGoModule, builtGoModule } from "./go";
import { KUBERNETES_PROVIDER } from "./go-modules";
import { downloadedProvider, downloadProvider } from "./provider-release";
import { type Report } from "./report";

/** The provider's program, as Pulumi names it. */
export const PROVIDER_PROGRAM = "pulumi-resource-kubernetes";

/** The version that the program asks the engine for: that of the SDK in node_modules. */
export const PROVIDER_VERSION = sdkVersion;

/**
 * Pulumi's provider for Kubernetes on this machine: `installed` by the user in a Pulumi home, `downloaded` as its
 * release, or `built` from its Go module, which is older.
 */
export interface KubernetesProvider {
  readonly origin: "installed" | "downloaded" | "built";
  readonly program: string;
}

/**
 * Gets the provider of the version that the SDK asks for: the user's own, else its release, else one built from its
 * module.
 *
 * @param own the user's environment, which tells where a plugin of the user's may be
 * @throws Error that says what failed, where its log is and what to do next
 */
export async function prepareKubernetesProvider(
  report: Report,
  own: NodeJS.ProcessEnv = process.env,
): Promise<KubernetesProvider> {
  const installed = findInstalledProvider(own);
  if (installed !== undefined) return installed;
  const downloaded = await downloadProvider(PROVIDER_VERSION, report);
  if (downloaded !== undefined) return { origin: "downloaded", program: join(downloaded, PROVIDER_PROGRAM) };
  const { bin } = await buildGoModule(KUBERNETES_PROVIDER, report);
  return { origin: "built", program: join(bin, PROVIDER_PROGRAM) };
}

/** The provider where it is on this machine already, to be had without a download or a build, in the same order. */
export function findPreparedProvider(own: NodeJS.ProcessEnv = process.env): KubernetesProvider | undefined {
  const installed = findInstalledProvider(own);
  if (installed !== undefined) return installed;
  const downloaded = downloadedProvider(PROVIDER_VERSION);
  if (downloaded !== undefined) return { origin: "downloaded", program: join(downloaded, PROVIDER_PROGRAM) };
  const built = builtGoModule(KUBERNETES_PROVIDER);
  return built && { origin: "built", program: join(built.bin, PROVIDER_PROGRAM) };
}

/**
 * The plugin in the user's Pulumi home, in the SDK's version and whole: Pulumi marks a download that was broken off.
 */
export function findInstalledProvider(own: NodeJS.ProcessEnv): KubernetesProvider | undefined {
  const home = own["PULUMI_HOME"] || join(homedir(), ".pulumi");
  const folder = join(home, "plugins", `resource-kubernetes-v${PROVIDER_VERSION}`);
  const program = join(folder, PROVIDER_PROGRAM);
  return isExecutable(program) && !existsSync(`${folder}.partial`) ? { origin: "installed", program } : undefined;
}

export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
