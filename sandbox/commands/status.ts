import Table from "cli-table3";
import { tableText } from "../../commands/terminal/table";
import { cacheDir, sandbox, stateDir } from "../../commands/stack/sandbox/paths";
import { sandboxPids } from "../../commands/stack/sandbox/pids";
import { recordedToolchain } from "../../commands/stack/sandbox/toolchain-record";
import { clusterKubectl, type Pod, readPods } from "../node/kubectl";
import { anchorPid, anchorSince } from "../node/namespaces";
import { logOf, pidFileOf } from "../node/node-process";
import { runningRecord } from "../node/pid-record";
import { measureUsage, total, type Usage } from "../node/process-usage";
import { processNames } from "../node/start-node";
import { buildLogs } from "../toolchain/command";
import { type KubernetesProvider } from "../toolchain/kubernetes-provider";
import { duration, size } from "../toolchain/report";
import { describeVersions, VERSIONS, type Versions } from "../toolchain/versions";
import { productpageUrl } from "./next-steps";
import { isClaimed } from "./single-run";
import { describeKubernetesPlugin, installedKubernetesPlugin, versionOf } from "./stack/kubernetes-plugin";

/**
 * `running`: every process of the node; `broken`: not all of them, or pods alone; `stopped`: nothing of the sandbox at
 * all.
 */
export type State = "running" | "broken" | "stopped";

/** One process of the node. What it uses, and since when it runs (ISO 8601), is there when it runs. */
export interface ProcessStatus {
  readonly name: string;
  readonly log: string;
  readonly pid?: number;
  readonly since?: string;
  readonly usage?: Usage;
}

/** The shape that `--json` prints: fields are only ever added. Memory is in bytes, cpu in processor cores. */
export interface Status {
  readonly state: State;
  readonly since?: string;
  /** Whether `npm start` or `npm stop` is at work. */
  readonly changing: boolean;
  readonly url: string;
  readonly processes: readonly ProcessStatus[];
  /** The processes of all pods together; how many pods there are and are ready, where the API server answers. */
  readonly pods: {
    readonly processes: number;
    readonly usage: Usage;
    readonly readiness?: { readonly ready: number; readonly count: number };
  };
  readonly total: Usage;
  /** Which code the programs are. */
  readonly versions: Versions;
  /** The Kubernetes provider that the sandbox's Pulumi runs; absent where none was put in place, or it is gone. */
  readonly provider?: KubernetesProvider & { readonly version: string };
  readonly kubeconfig: string;
  readonly logs: string;
  readonly stateFolder: string;
}

/** The exit code of `npm run status`: that of service scripts, where 3 means that it does not run. */
export const exitCodes = { running: 0, broken: 1, stopped: 3 } as const satisfies Record<State, number>;

/** How long the processes are watched to tell what share of the processor they use. */
const WATCH = 1000;

/** Looks at what runs. */
export async function readStatus(): Promise<Status> {
  const records = processNames.map((name) => ({ name, record: runningRecord(pidFileOf(name)) }));
  const all = sandboxPids();
  const [usages, readiness, changing] = await Promise.all([
    measureUsage(all, all.length > 0 ? WATCH : 0),
    readReadiness(),
    isClaimed(),
  ]);
  const processes = records.map(({ name, record }) => {
    const usage = record && usages.get(record.pid);
    return { name, log: logOf(name), ...(record && usage && { pid: record.pid, since: record.since, usage }) };
  });
  const own = new Set([anchorPid(), ...processes.map(({ pid }) => pid)]);
  const inPods = [...usages].filter(([pid]) => !own.has(pid)).map(([, usage]) => usage);
  const since = anchorSince()?.toISOString();
  const provider = installedKubernetesPlugin();
  return {
    state: stateOf(processes, all.length > 0),
    ...(since !== undefined && { since }),
    changing,
    url: productpageUrl,
    processes,
    pods: { processes: inPods.length, usage: total(inPods), ...(readiness && { readiness }) },
    total: total([...usages.values()]),
    versions: VERSIONS,
    ...(provider && { provider: { ...provider, version: versionOf(provider) } }),
    kubeconfig: sandbox.kubeconfig,
    logs: sandbox.logs,
    stateFolder: stateDir,
  };
}

async function readReadiness(): Promise<Status["pods"]["readiness"]> {
  const toolchain = recordedToolchain();
  if (toolchain === undefined || anchorPid() === undefined) return undefined;
  const pods = await readPods(clusterKubectl(toolchain)).catch(() => undefined);
  return pods && { ready: pods.filter(isReady).length, count: pods.length };
}

function isReady({ spec, status }: Pod): boolean {
  const containers = status.containerStatuses ?? [];
  return containers.length === spec.containers.length && containers.every(({ ready }) => ready);
}

/** The state, by the processes of the node and by whether anything of the sandbox runs, pods included. */
export function stateOf(processes: readonly Pick<ProcessStatus, "pid">[], anythingRuns: boolean): State {
  if (!anythingRuns) return "stopped";
  return processes.every(({ pid }) => pid !== undefined) ? "running" : "broken";
}

function describeProvider({ provider }: Status): string {
  return provider ? describeKubernetesPlugin(provider) : "none: `npm start` puts it in place";
}

function describePods({ processes, readiness }: Status["pods"]): string {
  return readiness ? `pods (${readiness.ready} of ${readiness.count} ready)` : `pods (${processes} processes)`;
}

/** Before the cluster starts, and after it has ended, there is much to do. */
const CHANGING = `The sandbox does not run, but \`npm start\` or \`npm stop\` is at work on it. Logs of what is built: ${buildLogs}`;

/** The status as people read it, at the time `now`. */
export function formatStatus(status: Status, now: Date): string {
  if (status.state === "stopped") {
    return status.changing ? CHANGING : "The sandbox does not run. Start it with:  npm start";
  }
  const table = new Table({
    head: ["process", "pid", "runs for", "memory", "cpu", "log"],
    colAligns: ["left", "right", "right", "right", "right", "left"],
    style: { head: [], border: [], compact: true },
  });
  const use = ({ memory, cpu }: Usage): string[] => [size(memory), `${(cpu * 100).toFixed(0)} %`];
  for (const { name, pid, since, usage, log } of status.processes) {
    if (pid === undefined || since === undefined || usage === undefined) table.push([name, "", "ended", "", "", log]);
    else table.push([name, pid, duration(now.getTime() - Date.parse(since)), ...use(usage), log]);
  }
  table.push([describePods(status.pods), "", "", ...use(status.pods.usage), "npm run kubectl -- logs"]);
  table.push(["all", "", "", ...use(status.total), ""]);
  const ended = status.processes.filter(({ pid }) => pid === undefined).map(({ name }) => name);
  return [
    tableText(table),
    "",
    ...(ended.length > 0 ? [`Not running: ${ended.join(", ")}. Start what is missing with:  npm start`, ""] : []),
    `Bookinfo    ${status.url}`,
    `kubeconfig  ${status.kubeconfig}`,
    `logs        ${status.logs}`,
    `runs        ${describeVersions(status.versions)}`,
    `provider    ${describeProvider(status)}`,
    `on disk     ${cacheDir} has the programs, images and charts; Go's own caches are not the sandbox's (docs/sandbox.md)`,
  ].join("\n");
}
