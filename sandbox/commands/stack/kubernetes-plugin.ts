import { accessSync, constants, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { version } from "@pulumi/kubernetes/package.json";
import { sandbox } from "../../paths";
import { bundlePlugin } from "../../plugin/bundle";

const PROGRAM = "pulumi-resource-kubernetes";

/** The official provider plugin where the machine has it: as a program on PATH, or in a Pulumi home. */
export type OfficialPlugin =
  { readonly kind: "on path"; readonly file: string } | { readonly kind: "installed"; readonly folder: string };

/** Looks for the official plugin, version 4, on `path` and in the Pulumi home `home`. */
export function findOfficialPlugin(path: string, home: string): OfficialPlugin | undefined {
  for (const folder of path.split(":").filter((folder) => folder !== "")) {
    const file = join(folder, PROGRAM);
    if (isExecutable(file)) return { kind: "on path", file };
  }
  const plugins = join(home, "plugins");
  if (!existsSync(plugins)) return undefined;
  const versions = readdirSync(plugins).filter((name) => /^resource-kubernetes-v4\.[\d.]+$/.test(name));
  const newest = versions.sort((a, b) => a.localeCompare(b, "en", { numeric: true })).at(-1);
  return newest === undefined ? undefined : { kind: "installed", folder: join(plugins, newest) };
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
 */
export async function provideKubernetesPlugin(): Promise<string> {
  const installed = join(sandbox.pulumiHome, "plugins", `resource-kubernetes-v${version}`);
  rmSync(installed, { recursive: true, force: true });
  const official = findOfficialPlugin(process.env["PATH"] ?? "", join(homedir(), ".pulumi"));
  // The engine prefers what is on PATH all by itself.
  if (official?.kind === "on path") return `official plugin ${official.file}`;
  mkdirSync(dirname(installed), { recursive: true, mode: 0o700 });
  if (official) {
    symlinkSync(official.folder, installed);
    return `official plugin ${official.folder}`;
  }
  mkdirSync(installed);
  const bundle = join(installed, "stand-in.cjs");
  await bundlePlugin(bundle);
  // Node keeps the bundle's compiled form there: the engine starts the plugin anew for every command.
  const compiled = join(installed, "compiled");
  const script = `#!/bin/sh\nNODE_COMPILE_CACHE='${compiled}' exec '${process.execPath}' '${bundle}' "$@"\n`;
  writeFileSync(join(installed, PROGRAM), script, { mode: 0o755 });
  return "stand-in plugin";
}
