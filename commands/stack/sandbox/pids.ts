import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The sandbox's control group: every process of the sandbox is in it, those of the pods in groups that the kubelet
 * makes below it. That is what makes "all of the sandbox, and nothing else" a question that the kernel answers.
 */

/** What the control group that holds every process of the sandbox is called. */
export const controlGroup = "bookinfo-mesh";

/** Where the kernel's control groups are mounted, from the text of `/proc/mounts`. */
export interface Hierarchies {
  /** Those with the controllers: one folder for version 2, one per controller for version 1. */
  readonly controlling: readonly string[];
  /** All of them. Beside those of version 1 there may be one of version 2 that only keeps the books ("hybrid"). */
  readonly all: readonly string[];
}

export function readHierarchies(mounts: string): Hierarchies {
  const found = mounts
    .split("\n")
    .map((line) => line.split(" "))
    .map(([, folder = "", type]) => ({ folder, type }))
    .filter(({ folder, type }) => folder.startsWith("/sys/fs/cgroup") && (type === "cgroup" || type === "cgroup2"));
  const all = found.map(({ folder }) => folder);
  const v1 = found.filter(({ type }) => type === "cgroup").map(({ folder }) => folder);
  return { controlling: v1.length > 0 ? v1 : all, all };
}

/** Those of this machine. */
export function mountedHierarchies(): Hierarchies {
  return readHierarchies(readFileSync("/proc/mounts", "utf8"));
}

/** The sandbox's group in each of these hierarchies. */
export function sandboxGroups(folders: readonly string[]): string[] {
  return folders.map((folder) => join(folder, controlGroup));
}

/** Every process of the sandbox, pods included. */
export function sandboxPids(): number[] {
  const pids = sandboxGroups(mountedHierarchies().all)
    .flatMap(groupsBelow)
    .flatMap((group) => {
      try {
        return readFileSync(join(group, "cgroup.procs"), "utf8").split("\n").filter(Boolean).map(Number);
      } catch {
        return []; // the group went away meanwhile, and its processes with it
      }
    });
  return [...new Set(pids)].sort((a, b) => a - b);
}

/** `group` and all groups in it, the innermost first. */
export function groupsBelow(group: string): string[] {
  if (!existsSync(group)) return [];
  const children = readdirSync(group, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [...children.flatMap((child) => groupsBelow(join(group, child.name))), group];
}
