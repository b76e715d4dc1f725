import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { stateDir } from "../../commands/stack/sandbox/paths";
import { repo } from "./command";

/** What a sandbox could leave behind on a machine, as sorted lines that can be compared. */
export interface MachineState {
  readonly interfaces: string[];
  readonly networkNamespaces: string[];
  readonly mounts: string[];
  readonly packetFilter: string[];
  readonly listening: string[];
  readonly processes: string[];
  readonly controlGroups: string[];
  readonly stateFolder: boolean;
}

/** The machine as it was before the sandbox started; those who start it and those who stop it are not one process. */
const remembered = join(repo, "node_modules", ".cache", "machine-before.json");

export function rememberMachine(state: MachineState): void {
  mkdirSync(dirname(remembered), { recursive: true });
  writeFileSync(remembered, JSON.stringify(state));
}

export function rememberedMachine(): MachineState {
  return JSON.parse(readFileSync(remembered, "utf8")) as MachineState;
}

/** Programs that a sandbox runs; of the machine's other processes there are always some that come and go. */
const PROGRAMS =
  /^(etcd|server|kube-.*|kubelet|containerd.*|runc|coredns|pilot-.*|envoy|pause|sleep infinity|istio.*|forward.*)$/;

/**
 * Looks at everything that a sandbox makes outside its own files. A machine that never had one may lack programs such
 * as ip and ss, which `npm start` installs: what the kernel itself tells is read from there.
 */
export async function machineState(): Promise<MachineState> {
  const lines = async (command: string, ...args: string[]): Promise<string[]> =>
    (await execa(command, args)).stdout.split("\n").filter((line) => line !== "");
  return {
    interfaces: readdirSync("/sys/class/net").sort(),
    networkNamespaces: (await lines("lsns", "-n", "-t", "net", "-o", "NS")).map((line) => line.trim()).sort(),
    mounts: readFileSync("/proc/self/mounts", "utf8")
      .split("\n")
      .map((line) => line.split(" ")[1] ?? "")
      .sort(),
    packetFilter: await packetFilterRules(),
    listening: ["tcp", "tcp6"].flatMap(listeningAddresses).sort(),
    processes: runningPrograms().filter((name) => PROGRAMS.test(name)),
    controlGroups: (await lines("find", "/sys/fs/cgroup", "-type", "d", "-name", "*bookinfo*")).sort(),
    stateFolder: existsSync(stateDir),
  };
}

/** Where there is no iptables there are no rules either. */
async function packetFilterRules(): Promise<string[]> {
  const { code, failed, stdout, message } = await execa("iptables-save", { reject: false });
  if (code === "ENOENT") return [];
  if (failed) throw new Error(message);
  return (
    stdout
      .split("\n")
      // A chain of the kernel's own that lets everything pass is what there is without any rule, too.
      .filter((line) => /^-A|^:/.test(line) && !/^:\w+ ACCEPT /.test(line))
      // Counters change by themselves.
      .map((line) => line.replace(/\[\d+:\d+\]/, ""))
  );
}

/** The local addresses of listening sockets, e.g. `127.0.0.1:30080`, from `/proc/net/tcp` or `tcp6` (proc(5)). */
function listeningAddresses(protocol: string): string[] {
  const file = `/proc/net/${protocol}`;
  const rows = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").slice(1) : [];
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([, , , state]) => state === "0A")
    .map(([, local = ""]) => {
      const [address = "", port = ""] = local.split(":");
      return `${address.length === 8 ? ipv4(address) : address}:${parseInt(port, 16)}`;
    });
}

/** An IPv4 address from the kernel's little-endian hexadecimal. */
function ipv4(hex: string): string {
  return [...Buffer.from(hex, "hex").reverse()].join(".");
}

/**
 * What the running processes are called. One that has ended but whose end its parent has not yet taken note of (Z) runs
 * no more.
 */
function runningPrograms(): string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const [, name = "", state] = /\((.*)\) (\S)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
        return state === "Z" ? [] : [name];
      } catch {
        return []; // ended meanwhile
      }
    })
    .sort();
}
