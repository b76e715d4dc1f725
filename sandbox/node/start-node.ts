import { mkdirSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { sandbox } from "../../commands/stack/sandbox/paths";
import { type Report, type Toolchain } from "../toolchain/toolchain";
import { createControlGroups, killSandboxProcesses } from "./control-group";
import { nodeFiles } from "./facts";
import { clusterKubectl } from "./kubectl";
import { apiServerUrl, kubeconfig, readCredentials } from "./kubeconfig";
import { currentAnchorPid, openNamespaces, recordAnchor } from "./namespaces";
import { networkLayout, removeLink, setUpNetwork } from "./network";
import { assertRunning, ensureProcess, logOf, type NodeProcess, type Readiness } from "./node-process";
import { ensurePki } from "./pki";
import { recordToolchain } from "../../commands/stack/sandbox/toolchain-record";
import { containerd } from "./processes/containerd";
import { coredns, corednsAccess } from "./processes/coredns";
import { etcd } from "./processes/etcd";
import { forwarder } from "./processes/forwarder";
import { kubeApiserver } from "./processes/kube-apiserver";
import { kubeControllerManager } from "./processes/kube-controller-manager";
import { kubeProxy } from "./processes/kube-proxy";
import { kubeScheduler } from "./processes/kube-scheduler";
import { kubelet } from "./processes/kubelet";
import { outside } from "./processes/outside";

/** Every process of the node by name, in the order in which they start. */
const describe = {
  forwarder: () => forwarder(),
  etcd: ({ bin }) => etcd(bin),
  "kube-apiserver": ({ bin }) => kubeApiserver(bin),
  containerd: (toolchain) => containerd(toolchain),
  "kube-controller-manager": ({ bin }) => kubeControllerManager(bin),
  "kube-scheduler": ({ bin }) => kubeScheduler(bin),
  "kube-proxy": ({ bin }) => kubeProxy(bin),
  coredns: ({ bin }) => coredns(bin),
  outside: () => outside(),
  // The last one: it is ready when the node is.
  kubelet: ({ bin }) => kubelet(bin),
} satisfies Record<string, (toolchain: Toolchain) => NodeProcess>;

/** The names of the node's processes, for those who look at them without starting any. */
export const processNames: readonly string[] = Object.keys(describe);

/**
 * Brings the node up, or whatever of it is down: namespaces, network, keys, processes. Ends when the API server answers
 * and the node is ready for pods.
 */
export async function startNode(toolchain: Toolchain, report: Report): Promise<void> {
  report("namespaces and network");
  recordToolchain(toolchain);
  const anchor = await ensureNamespaces();
  for (const folder of [nodeFiles.kubelet, nodeFiles.podLogs, nodeFiles.etcd, nodeFiles.cni]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }
  report("keys and certificates");
  await ensurePki();
  writeFileSync(sandbox.kubeconfig, kubeconfig(apiServerUrl.machine, "admin", readCredentials("admin")), {
    mode: 0o600,
  });

  for (const process of Object.values(describe).map((of) => of(toolchain))) {
    report(process.name);
    await ensureProcess(process, anchor);
    if (process.ready !== undefined) await untilReady(process.name, process.ready);
  }
  await clusterKubectl(toolchain)(["apply", "--server-side", "--force-conflicts", "-f", "-"], corednsAccess);
  assertRunning(processNames);
}

/**
 * Processes that survived the anchor of their namespaces are of no use: no other can join them, so all end and start
 * anew.
 */
async function ensureNamespaces(): Promise<number> {
  const running = currentAnchorPid(networkLayout);
  if (running !== undefined) return running;
  await killSandboxProcesses();
  await removeLink();
  createControlGroups();
  const anchor = await openNamespaces();
  await setUpNetwork(anchor);
  recordAnchor(anchor, networkLayout);
  return anchor;
}

/** How long a process may take until it is ready: many times what any takes on two busy cores. */
const patience = 180_000;

async function untilReady(name: string, { otherwise, needs, ask }: Readiness): Promise<void> {
  const deadline = Date.now() + patience;
  for (;;) {
    assertRunning(needs);
    try {
      await ask();
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        throw new Error(`${otherwise} after ${patience / 1000} seconds. Its log: ${logOf(name)}`, { cause: error });
      }
    }
    await sleep(250);
  }
}
