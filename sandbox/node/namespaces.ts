import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { stateDir } from "../../commands/stack/sandbox/paths";
import { nodeGroups } from "./control-group";
import { nodeFiles } from "./facts";
import { runningRecord, writePidRecord } from "./pid-record";

/**
 * The node's processes share a network namespace and a mount namespace, held open by one idle process, the anchor. With
 * the last process in them the kernel removes both, and with them every interface, route, packet filter rule, kernel
 * setting of the network and mount that the node made: none of it is ever seen on the machine, none has to be undone.
 */
const anchorFile = join(nodeFiles.pids, "namespaces");

/**
 * Kernel settings that are the machine's, not a namespace's, with the values that the kubelet insists on. In the node's
 * mount namespace files with these values lie over the real ones: it finds what it wants, and the machine keeps its
 * own.
 */
const kubeletTunables = {
  "vm/overcommit_memory": "1",
  "vm/panic_on_oom": "0",
  "kernel/panic": "10",
  "kernel/panic_on_oops": "1",
  "kernel/keys/root_maxkeys": "1000000",
  "kernel/keys/root_maxbytes": "25000000",
} as const;

const tunablesFolder = "/run/kernel-settings";

/** Folders into which programs write at places that no option changes. What they write goes with the namespace. */
const strayFolders = ["/var/lib", "/var/log"];

/** What the anchor runs in its new mount namespace before it falls asleep; it says `ready` when all is in place. */
const mountScript = [
  "set -e",
  // The kernel shows the network interfaces of the namespace that mounted /sys.
  "mkdir -p /run && mount -t tmpfs -o mode=755 tmpfs /run",
  "mkdir /run/lock /run/cgroup && mount --rbind /sys/fs/cgroup /run/cgroup",
  "mount -t sysfs sysfs /sys && mount --rbind /run/cgroup /sys/fs/cgroup && umount -l /run/cgroup",
  `mkdir /run/state && mount --bind ${stateDir} /run/state`,
  ...strayFolders.flatMap((folder, index) => [
    `mkdir -p /run/stray/${index}/written /run/stray/${index}/work`,
    `mount -t overlay -o lowerdir=${folder},upperdir=/run/stray/${index}/written,workdir=/run/stray/${index}/work overlay ${folder}`,
  ]),
  `mount --bind /run/state ${stateDir}`,
  `mkdir ${tunablesFolder}`,
  ...Object.entries(kubeletTunables).map(([name, value], index) => {
    const file = `${tunablesFolder}/${index}`;
    return `if [ -e /proc/sys/${name} ]; then echo ${value} > ${file}; mount --bind ${file} /proc/sys/${name}; fi`;
  }),
  // A container may ask for mounts that travel; they travel within this namespace.
  "mount --make-rshared /",
  "echo ready",
  "exec sleep infinity > /dev/null 2>&1",
].join("\n");

/** The command line that becomes `command` inside the namespaces that `anchor` holds. */
export function insideNode(anchor: number, command: readonly string[]): string[] {
  return ["nsenter", `--target=${anchor}`, "--net", "--mount", "--", ...command];
}

/** The command line that moves itself into the sandbox's control groups and then becomes `command`. */
export function inControlGroups(groups: readonly string[], command: readonly string[]): string[] {
  const script =
    'n=$1; shift; while [ "$n" -gt 0 ]; do echo $$ > "$1/cgroup.procs"; shift; n=$((n-1)); done; exec "$@"';
  return ["/bin/sh", "-ec", script, "sh", String(groups.length), ...groups, ...command];
}

/** The process that holds the namespaces, if it runs. */
export function anchorPid(): number | undefined {
  return runningRecord(anchorFile)?.pid;
}

/**
 * The same, if the namespaces were laid out as they would be now: an older version of this program may have made them.
 */
export function currentAnchorPid(layout: string): number | undefined {
  const record = runningRecord(anchorFile);
  return record?.digest === digestOf(layout) ? record.pid : undefined;
}

function digestOf(layout: string): string {
  return createHash("sha256").update(mountScript).update(layout).digest("hex");
}

/** Since when the node's namespaces have been there: no container of its can be older. */
export function anchorSince(): Date | undefined {
  const since = runningRecord(anchorFile)?.since;
  return since === undefined ? undefined : new Date(since);
}

/** Writes down that the namespaces are whole, with a network laid out as `layout` says. */
export function recordAnchor(pid: number, layout: string): void {
  writePidRecord(anchorFile, pid, digestOf(layout));
}

/** Makes the namespaces and gives back the process that holds them. None of the node's processes may be running. */
export async function openNamespaces(): Promise<number> {
  // Whatever the last namespaces held is gone: containers, their network, sockets.
  rmSync(nodeFiles.run, { recursive: true, force: true });
  mkdirSync(nodeFiles.run, { recursive: true, mode: 0o700 });

  const unshare = ["unshare", "--net", "--mount", "--propagation", "private", "--", "/bin/sh", "-c", mountScript];
  const [program = "", ...args] = inControlGroups(nodeGroups(), unshare);
  const child = spawn(program, args, { detached: true, stdio: ["ignore", "pipe", "pipe"], cwd: "/" });
  let said = "";
  await new Promise<void>((done, failed) => {
    child.once("error", failed);
    child.stderr.on("data", (data: Buffer) => (said += data.toString()));
    child.once("close", () => failed(new Error(`the node's namespaces can't be made: ${said.trim()}`)));
    child.stdout.once("data", () => done());
  });
  child.removeAllListeners();
  child.stdout.destroy();
  child.stderr.destroy();
  child.unref();
  if (child.pid === undefined) throw new Error("the process that holds the node's namespaces has no pid");
  return child.pid;
}
