import { chmodSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { fingerprint } from "../../toolchain/fingerprint";
import { repoDir, stateDir } from "../../../commands/stack/sandbox/paths";
import { writeWhole } from "../../../commands/stack/sandbox/write-whole";
import { quote } from "../../../config/problem/shell-quote";

const OPTION = "--policy-pack";

/**
 * Pulumi's arguments, with a program in the place of each policy pack that is named by its folder: the language host
 * that the sandbox has cannot start a pack from a folder, but the engine takes an executable that does.
 */
export function withRunnablePolicyPacks(args: readonly string[]): string[] {
  return replacePolicyPacks(args, (pack) => (isFolder(pack) ? writeLauncher(resolve(repoDir, pack)) : pack));
}

/**
 * The arguments with `replace(PACK)` for each PACK in `--policy-pack PACK` and `--policy-pack=PACK`, which may hold
 * commas.
 */
export function replacePolicyPacks(args: readonly string[], replace: (pack: string) => string): string[] {
  const replaceAll = (packs: string): string => packs.split(",").map(replace).join(",");
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  return args.map((argument, index) => {
    if (index > end) return argument;
    if (index > 0 && args[index - 1] === OPTION) return replaceAll(argument);
    if (argument.startsWith(`${OPTION}=`)) return `${OPTION}=${replaceAll(argument.slice(OPTION.length + 1))}`;
    return argument;
  });
}

function isFolder(pack: string): boolean {
  return statSync(resolve(repoDir, pack), { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** A program that runs the pack in `folder` when the engine starts it with its address. */
export function launcher(folder: string, node: string, loader: string, runner: string): string {
  return `#!/bin/sh
cd ${quote(folder)} && exec ${quote(node)} --require ${quote(loader)} ${quote(runner)} "$1" .
`;
}

function writeLauncher(folder: string): string {
  const file = join(stateDir, "policy-packs", fingerprint([folder]));
  const loader = join(repoDir, "start", "command-loader.cjs");
  const runner = join(repoDir, "node_modules", "@pulumi", "pulumi", "cmd", "run-policy-pack");
  writeWhole(file, launcher(folder, process.execPath, loader, runner));
  chmodSync(file, 0o700);
  return file;
}
