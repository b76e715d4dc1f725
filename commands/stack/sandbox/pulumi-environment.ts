import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../terminal/user-error";
import { clientFolders } from "./client-folders";
import { repoDir, sandbox, stateDir } from "./paths";
import { refusal } from "./root";
import { recordedToolchain } from "./toolchain-record";

/** A Pulumi of the user's own: what these say must not reach the sandbox's. */
const userSettings = [
  "PULUMI_ACCESS_TOKEN",
  "PULUMI_API",
  "PULUMI_CONFIG",
  "PULUMI_CONFIG_PASSPHRASE",
  "PULUMI_ORGANIZATION",
  "PULUMI_PREVIEW_ONLY",
];

/**
 * The environment in which `pulumi` is the sandbox's: its programs, backend, plugins and passphrase, with its stack as
 * the one that is meant when none is named.
 *
 * @throws UserError where the sandbox was never started
 */
export function pulumiEnvironment(): NodeJS.ProcessEnv {
  const toolchain = recordedToolchain();
  if (toolchain === undefined || !existsSync(sandbox.pulumiPassphrase)) {
    throw new UserError(whyNoSandbox(existsSync(stateDir), process.geteuid?.() ?? 0));
  }
  mkdirSync(sandbox.pulumiTemporary, { recursive: true, mode: 0o700 });
  return pulumiEnvironmentOf(toolchain.bin, process.env);
}

/** Why a user finds no sandbox: there is none, or its state folder is there and not the user's to look into. */
export function whyNoSandbox(stateIsThere: boolean, user: number): string {
  if (stateIsThere && user !== 0) return refusal("This command", user);
  return "There is no sandbox on this machine. Start it with:  npm start";
}

/** What `pulumiEnvironment` gives for programs in the folder `bin` and a user whose environment is `own`. */
export function pulumiEnvironmentOf(bin: string, own: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const rest = Object.fromEntries(Object.entries(own).filter(([name]) => !userSettings.includes(name)));
  const path = [join(repoDir, "node_modules", ".bin"), bin, own["PATH"] ?? ""];
  return {
    ...rest,
    ...clientFolders,
    PATH: path.filter((folder) => folder !== "").join(":"),
    PULUMI_BACKEND_URL: `file://${sandbox.pulumiBackend}`,
    PULUMI_HOME: sandbox.pulumiHome,
    // The Kubernetes provider writes its kubeconfig there at each start and never removes it (provider.go, util.go of
    // v4).
    TMPDIR: sandbox.pulumiTemporary,
    PULUMI_CONFIG_PASSPHRASE_FILE: sandbox.pulumiPassphrase,
    PULUMI_STACK: sandbox.stack,
    // For the commands that error messages name.
    PULUMI_COMMAND: "npm run pulumi --",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    // Else a plugin that happens to be on the user's PATH, of whatever version, would take the place of the sandbox's.
    PULUMI_IGNORE_AMBIENT_PLUGINS: "true",
    // The program says so to the provider by `enablePatchForce`, which the one built from the module does not know yet.
    PULUMI_K8S_ENABLE_PATCH_FORCE: "true",
    DO_NOT_TRACK: "1",
  };
}
