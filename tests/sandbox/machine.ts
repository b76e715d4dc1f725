import { existsSync, readFileSync } from "node:fs";
import { execa } from "execa";
import { stateDir } from "../../sandbox/paths";

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

/** Programs that a sandbox runs; of the machine's other processes there are always some that come and go. */
const PROGRAMS =
  /^(etcd|server|kube-.*|kubelet|containerd.*|runc|coredns|pilot-.*|envoy|pause|sleep infinity|istio.*|forward.*)$/;

/** Looks at everything that a sandbox makes outside its own files. */
export async function machineState(): Promise<MachineState> {
  const lines = async (command: string, ...args: string[]): Promise<string[]> =>
    (await execa(command, args)).stdout.split("\n").filter((line) => line !== "");
  // A process that has ended but whose end its parent has not yet taken note of (Z) runs no more.
  const names = (await lines("ps", "-eo", "stat=,comm="))
    .filter((line) => !line.startsWith("Z"))
    .map((line) => line.replace(/^\S+\s+/, ""));
  const rules = await lines("iptables-save");
  return {
    interfaces: (await lines("ip", "-brief", "link")).map((line) => line.split(/\s+/)[0] ?? "").sort(),
    networkNamespaces: (await lines("lsns", "-n", "-t", "net", "-o", "NS")).map((line) => line.trim()).sort(),
    mounts: readFileSync("/proc/self/mounts", "utf8")
      .split("\n")
      .map((line) => line.split(" ")[1] ?? "")
      .sort(),
    // Counters and dates change by themselves.
    packetFilter: rules.filter((line) => /^-A|^:/.test(line)).map((line) => line.replace(/\[\d+:\d+\]/, "")),
    listening: (await lines("ss", "-Hltn")).map((line) => line.split(/\s+/)[3] ?? "").sort(),
    processes: names.filter((name) => PROGRAMS.test(name)).sort(),
    controlGroups: (await lines("find", "/sys/fs/cgroup", "-type", "d", "-name", "*bookinfo*")).sort(),
    stateFolder: existsSync(stateDir),
  };
}
