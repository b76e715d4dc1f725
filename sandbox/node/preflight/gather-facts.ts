import { existsSync, readFileSync, statfsSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, networkInterfaces, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { cacheDir, stateDir } from "../../../commands/stack/sandbox/paths";
import { sandboxPids } from "../../../commands/stack/sandbox/pids";
import { builtGoModule } from "../../toolchain/go";
import { GO_MODULES } from "../../toolchain/go-modules";
import { findPreparedProvider } from "../../toolchain/kubernetes-provider";
import { availableControllers, topGroupInUse } from "../control-group";
import { machinePorts, network } from "../facts";
import { linkOwner } from "../network";
import { type MachineFacts } from "./facts";
import { readRoutes } from "./ipv4";

const GIBIBYTE = 2 ** 30;

/** A folder that the sandbox fills, and with how many bytes. */
export interface DiskNeed {
  readonly folder: string;
  readonly needed: number;
}

/**
 * What the sandbox asks for, 15 GiB in all. Most of that goes to Go's own caches, as long as the toolchain is not
 * built.
 */
function diskNeeds([build, modules]: readonly [build: string, modules: string]): readonly DiskNeed[] {
  const building = [
    { folder: build, needed: 6 * GIBIBYTE },
    { folder: modules, needed: 3 * GIBIBYTE },
  ];
  return [
    { folder: cacheDir, needed: 3 * GIBIBYTE },
    { folder: stateDir, needed: 3 * GIBIBYTE },
    ...(isEverythingBuilt() ? [] : building),
  ];
}

function isEverythingBuilt(): boolean {
  const tools = GO_MODULES.every((module) => builtGoModule(module) !== undefined);
  return tools && findPreparedProvider() !== undefined;
}

/** Go's version, and where its caches are: for a Go that is yet to be installed, where they will be. */
async function readGo(): Promise<{ version: string | undefined; folders: readonly [build: string, modules: string] }> {
  const lines = (await says("go", ["env", "GOVERSION", "GOCACHE", "GOMODCACHE"]))?.split("\n") ?? [];
  const [version, build = join(dirname(cacheDir), "go-build"), modules = join(homedir(), "go", "pkg", "mod")] = lines;
  return { version, folders: [build, modules] };
}

/** Looks at the machine and changes nothing on it. */
export async function gatherFacts(): Promise<MachineFacts> {
  const linux = process.platform === "linux";
  const ownPids = linux ? sandboxPids() : [];
  const go = await readGo();
  const [takenPorts, disks, python, aptGet, namespacesRefused] = await Promise.all([
    findTakenPorts(Object.values(machinePorts), ownPids),
    measureDisks(diskNeeds(go.folders)),
    says("python3", ["--version"]),
    says("apt-get", ["--version"]),
    linux ? tryNamespaces() : undefined,
  ]);
  return {
    platform: process.platform,
    userId: process.geteuid?.() ?? -1,
    sandboxRuns: ownPids.length > 0,
    takenPorts,
    linkNameTaken: linkOwner() === "somebody else",
    networks: linux ? foreignNetworks() : [],
    disks,
    availableMemory: linux ? readAvailableMemory(readFileSync("/proc/meminfo", "utf8")) : 0,
    go: go.version,
    python,
    aptGet: aptGet !== undefined,
    namespacesRefused,
    controllers: linux ? availableControllers() : [],
    topGroupInUse: linux && topGroupInUse(),
  };
}

async function says(program: string, args: readonly string[]): Promise<string | undefined> {
  // Some programs answer differently inside a project's folder.
  const { failed, stdout } = await execa(program, [...args], { reject: false, cwd: tmpdir() });
  return failed ? undefined : stdout.trim();
}

async function tryNamespaces(): Promise<string | undefined> {
  const { failed, stderr, shortMessage } = await execa(
    "unshare",
    ["--net", "--mount", "--propagation", "private", "--", "mount", "-t", "tmpfs", "tmpfs", "/tmp"],
    { reject: false },
  );
  return failed ? stderr.trim() || shortMessage : undefined;
}

/** A program that listens on a port. */
interface Holder {
  readonly name: string;
  readonly pid: number;
}

/** Those of `ports` that somebody else than the processes `own` holds. */
export async function findTakenPorts(
  ports: readonly number[],
  own: readonly number[],
  findHolder: (port: number) => Promise<Holder | undefined> = holderOf,
): Promise<MachineFacts["takenPorts"]> {
  // Only root learns who holds a port: for anybody else a sandbox that runs is what holds them.
  if (own.length > 0 && process.geteuid?.() !== 0) return [];
  const taken: { port: number; holder?: string }[] = [];
  for (const port of ports) {
    if (!(await isTaken(port))) continue;
    const holder = await findHolder(port);
    if (holder && own.includes(holder.pid)) continue;
    taken.push({ port, ...(holder && { holder: `${holder.name} (pid ${holder.pid})` }) });
  }
  return taken;
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((answer) => {
    const server = createServer();
    server.once("error", () => answer(true));
    server.listen({ host: "127.0.0.1", port }, () => server.close(() => answer(false)));
  });
}

/** Asks ss; undefined where ss is missing or may not tell. */
async function holderOf(port: number): Promise<Holder | undefined> {
  const listing = await says("ss", ["-Hltnp", `sport = :${port}`]);
  const [, name, pid] = /\(\("([^"]+)",pid=(\d+)/.exec(listing ?? "") ?? [];
  return name === undefined ? undefined : { name, pid: Number(pid) };
}

/** The machine's addresses and routes but those of the sandbox's own link. */
function foreignNetworks(): MachineFacts["networks"] {
  const routes = readRoutes(readFileSync("/proc/net/route", "utf8")).map(
    (route) => ({ kind: "route", ...route }) as const,
  );
  const networks = [...addresses(), ...routes];
  return linkOwner() === "sandbox" ? networks.filter((other) => other.interface !== network.link.name) : networks;
}

function addresses(): MachineFacts["networks"] {
  return Object.entries(networkInterfaces()).flatMap(([name, list = []]) =>
    list.flatMap(({ family, cidr }) =>
      family === "IPv4" && cidr !== null ? [{ kind: "address", cidr, interface: name } as const] : [],
    ),
  );
}

/** `MemAvailable` of `/proc/meminfo`, in bytes. */
export function readAvailableMemory(meminfo: string): number {
  return Number(/^MemAvailable:\s+(\d+) kB$/m.exec(meminfo)?.[1] ?? 0) * 1024;
}

/** The file systems that the sandbox writes to: several folders may lie on one. */
export async function measureDisks(needs: readonly DiskNeed[]): Promise<MachineFacts["disks"]> {
  const disks = new Map<number, MachineFacts["disks"][number]>();
  for (const { folder, needed } of needs) {
    const existing = nearestExisting(folder);
    const { dev } = statSync(existing);
    const { bavail, bsize } = statfsSync(existing);
    const before = disks.get(dev);
    disks.set(dev, {
      folder: before?.folder ?? folder,
      free: bavail * bsize,
      // What goes beyond is there for other work, and takes no part of what is needed.
      used: (before?.used ?? 0) + Math.min(await sizeOf(folder), needed),
      needed: (before?.needed ?? 0) + needed,
    });
  }
  return [...disks.values()];
}

function nearestExisting(folder: string): string {
  return existsSync(folder) ? folder : nearestExisting(dirname(folder));
}

async function sizeOf(folder: string): Promise<number> {
  if (!existsSync(folder)) return 0;
  const { stdout } = await execa("du", ["-sx", "--block-size=1", folder], { reject: false });
  return Number(stdout.split("\t")[0] ?? 0);
}
