import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { version } from "@pulumi/kubernetes/package.json";
import { sandbox } from "../../../commands/stack/sandbox/paths";
import { bundlePlugin } from "../../plugin/bundle";
import { quote } from "../../../config/problem/shell-quote";

const PROGRAM = "pulumi-resource-kubernetes";
/** The file by which the stand-in is told from the official plugin. */
const STAND_IN = "stand-in.cjs";

/** The official provider plugin where the machine has it: as a program on PATH, or in a Pulumi home. */
export type OfficialPlugin =
  { readonly kind: "on path"; readonly file: string } | { readonly kind: "installed"; readonly folder: string };

/** Looks for the official plugin, version 4, on `path` and then in the Pulumi homes, in their order. */
export function findOfficialPlugin(path: string, homes: readonly string[]): OfficialPlugin | undefined {
  for (const folder of path.split(":").filter((folder) => folder !== "")) {
    const file = join(folder, PROGRAM);
    if (isExecutable(file)) return { kind: "on path", file };
  }
  const [folder] = homes.flatMap(newestPluginIn);
  return folder === undefined ? undefined : { kind: "installed", folder };
}

function newestPluginIn(home: string): readonly string[] {
  const plugins = join(home, "plugins");
  if (!existsSync(plugins)) return [];
  return readdirSync(plugins)
    .filter((name) => /^resource-kubernetes-v4\.[\d.]+$/.test(name))
    .sort((a, b) => b.localeCompare(a, "en", { numeric: true }))
    .map((name) => join(plugins, name))
    .filter(isOfficial)
    .slice(0, 1);
}

/** Whether a folder holds the official plugin. Pulumi marks one whose download was broken off by a file beside it. */
function isOfficial(folder: string): boolean {
  return isExecutable(join(folder, PROGRAM)) && !existsSync(join(folder, STAND_IN)) && !existsSync(`${folder}.partial`);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Sees to it that the sandbox's engine finds a Kubernetes provider: the official one, else the stand-in. Both are installed in
 * the sandbox's own Pulumi home, under the version that the program asks for. Says which it is.
 * @param own the user's environment, which tells where a plugin of the user's own may be
 */
export async function provideKubernetesPlugin(
  home: string = sandbox.pulumiHome,
  own: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const installed = join(home, "plugins", `resource-kubernetes-v${version}`);
  // One that the user has had installed there stays.
  if (isLink(installed) || !isOfficial(installed)) rmSync(installed, { recursive: true, force: true });
  const official = findOfficialPlugin(own["PATH"] ?? "", [home, own["PULUMI_HOME"] || join(homedir(), ".pulumi")]);
  // The engine prefers what is on PATH all by itself.
  if (official?.kind === "on path") return `official plugin ${official.file}`;
  if (existsSync(installed)) return `official plugin ${installed}`;
  mkdirSync(dirname(installed), { recursive: true, mode: 0o700 });
  if (official) {
    symlinkSync(official.folder, installed);
    return `official plugin ${official.folder}`;
  }
  await installStandIn(installed);
  return "stand-in plugin";
}

function isLink(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

async function installStandIn(folder: string): Promise<void> {
  mkdirSync(folder);
  const bundle = join(folder, STAND_IN);
  await bundlePlugin(bundle);
  // Node keeps the bundle's compiled form there: the engine starts the plugin anew for every command. It is the Node of the clone
  // whose command that is, the first on its PATH: the one that made this script may be gone by then.
  const compiled = quote(join(folder, "compiled"));
  const script = `#!/bin/sh\nNODE_COMPILE_CACHE=${compiled} exec node ${quote(bundle)} "$@"\n`;
  writeFileSync(join(folder, PROGRAM), script, { mode: 0o755 });
}
