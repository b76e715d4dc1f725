import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { groupsBelow, mountedHierarchies, sandboxGroups, sandboxPids } from "../../commands/stack/sandbox/pids";

/** The groups that hold the node's own processes: as v2 demands, none of them also has groups below it. */
export function nodeGroups(): string[] {
  return sandboxGroups(mountedHierarchies().controlling).map((root) => join(root, "node"));
}

/** Makes the groups; those that are there stay as they are. */
export function createControlGroups(): void {
  for (const root of sandboxGroups(mountedHierarchies().controlling)) {
    const parent = join(root, "..");
    if (existsSync(join(parent, "cgroup.subtree_control"))) enableControllers(parent);
    mkdirSync(root, { recursive: true });
    if (existsSync(join(root, "cgroup.subtree_control"))) enableControllers(root);
    copyCpuset(parent, root);
    mkdirSync(join(root, "node"), { recursive: true });
    copyCpuset(root, join(root, "node"));
  }
}

/**
 * Lets the groups below use what the kubelet needs, as far as the kernel has it. It stays so: others may rely on it
 * since.
 */
function enableControllers(folder: string): void {
  const available = readFileSync(join(folder, "cgroup.controllers"), "utf8").trim().split(" ");
  for (const controller of ["cpu", "cpuset", "memory", "pids", "io", "hugetlb"]) {
    if (available.includes(controller)) writeFileSync(join(folder, "cgroup.subtree_control"), `+${controller}`);
  }
}

/** A new v1 cpuset has neither processors nor memory, and takes no process before it has. */
function copyCpuset(parent: string, child: string): void {
  for (const name of ["cpuset.cpus", "cpuset.mems"]) {
    const file = join(child, name);
    if (!existsSync(file) || existsSync(join(child, "cgroup.controllers"))) continue;
    if (readFileSync(file, "utf8").trim() === "") writeFileSync(file, readFileSync(join(parent, name), "utf8"));
  }
}

/** Kills every process of the sandbox and waits until all are gone. Throws when some are left after 20 seconds. */
export async function killSandboxProcesses(): Promise<void> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const pids = sandboxPids();
    if (pids.length === 0) return;
    if (Date.now() > deadline) throw new Error(`processes ${pids.join(", ")} of the sandbox do not end`);
    for (const pid of pids) {
      try {
        process.kill(pid, "SIGKILL");
      } catch (error) {
        // One that has ended by itself meanwhile is as good as killed.
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
    }
    await sleep(50);
  }
}

/** Removes the groups. All their processes must be gone. Throws when one is still in use after ten seconds. */
export async function removeControlGroups(): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    try {
      for (const group of sandboxGroups(mountedHierarchies().all).flatMap(groupsBelow)) rmdirSync(group);
      return;
    } catch (error) {
      // A group may count as in use for a moment after its last process has ended, and one may go away by itself.
      const { code } = error as NodeJS.ErrnoException;
      if ((code !== "EBUSY" && code !== "ENOENT") || Date.now() > deadline) throw error;
    }
    await sleep(100);
  }
}

/** The controllers that this machine's control groups have. */
export function availableControllers(): string[] {
  const folders = mountedHierarchies().controlling;
  if (folders.length === 1 && existsSync(join(folders[0] ?? "", "cgroup.controllers"))) {
    return readFileSync(join(folders[0] ?? "", "cgroup.controllers"), "utf8")
      .trim()
      .split(" ");
  }
  // One may be mounted together with others, as "cpu,cpuacct".
  return folders.flatMap((folder) => basename(folder).split(","));
}

/**
 * Whether the groups are made in one that holds processes itself: version 2 lets none but the machine's own top group
 * share out controllers then. So it is in a container that has a view of its own of the control groups.
 */
export function topGroupInUse(): boolean {
  return mountedHierarchies().controlling.some(holdsBack);
}

/** Whether a group of version 2 cannot share out controllers, by the files in its folder. */
export function holdsBack(folder: string): boolean {
  // The machine's own top group has no type.
  if (!existsSync(join(folder, "cgroup.type"))) return false;
  return readFileSync(join(folder, "cgroup.procs"), "utf8").trim() !== "";
}
