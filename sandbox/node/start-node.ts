import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sandbox } from "../../commands/stack/sandbox/paths";
import { type Report, type Toolchain } from "../toolchain/toolchain";
import { createControlGroups, killSandboxProcesses } from "./control-group";
import { nodeFiles, nodeName } from "./facts";
import { clusterKubectl, type Kubectl } from "./kubectl";
import { apiServerUrl, kubeconfig, readCredentials } from "./kubeconfig";
import { currentAnchorPid, openNamespaces, recordAnchor } from "./namespaces";
import { networkLayout, removeLink, setUpNetwork } from "./network";
import { assertRunning, ensureProcess, logOf, type NodeProcess } from "./node-process";
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
import { run } from "./run-command";
import { outside } from "./processes/outside";

/** Every process of the node by name, in the order in which they start. */
const describe = {
  forwarder: () => forwarder(),
  etcd: ({ bin }) => etcd(bin),
  "kube-apiserver": ({ bin }) => kubeApiserver(bin),
  containerd: (toolchain) => containerd(toolchain),
  "kube-controller-manager": ({ bin }) => kubeControllerManager(bin),
  "kube-scheduler": ({ bin }) => kubeScheduler(bin),
  kubelet: ({ bin }) => kubelet(bin),
  "kube-proxy": ({ bin }) => kubeProxy(bin),
  coredns: ({ bin }) => coredns(bin),
  outside: () => outside(),
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

  const kubectl = clusterKubectl(toolchain);
  for (const description of Object.values(describe).map((of) => of(toolchain))) {
    report(description.name);
    // It ends at once when the runtime is not ready yet.
    if (description.name === "kubelet") await containerdReady(toolchain);
    await ensureProcess(description, anchor);
    if (description.name === "kube-apiserver") await apiServerReady(kubectl);
  }
  await kubectl(["apply", "--server-side", "--force-conflicts", "-f", "-"], corednsAccess);
  report("waiting for the node to be ready");
  await nodeReady(kubectl);
  assertRunning(processNames);
}

/**
 * Processes that survived the anchor of their namespaces are of no use: no other can join them, so all end and start anew.
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

/** How long the API server may take to start, and the node to be ready: many times what they take on two busy cores. */
const patience = 180_000;

async function apiServerReady(kubectl: Kubectl): Promise<void> {
  await eventually("the API server does not answer", "kube-apiserver", ["etcd", "kube-apiserver", "forwarder"], () =>
    kubectl(["get", "--raw", "/readyz"]),
  );
}

async function containerdReady({ bin }: Toolchain): Promise<void> {
  await eventually("containerd does not answer", "containerd", ["containerd"], () =>
    run(join(bin, "ctr"), ["--address", nodeFiles.containerdSocket, "--namespace", "k8s.io", "containers", "list"]),
  );
}

async function nodeReady(kubectl: Kubectl): Promise<void> {
  await eventually("the node is not ready", "kubelet", processNames, () =>
    kubectl(["wait", "node", nodeName, "--for=condition=Ready", "--timeout=2s"]),
  );
}

/** Repeats `attempt` until it succeeds; ends early when one of the processes that it needs has ended. */
async function eventually(
  failure: string,
  culprit: string,
  needed: readonly string[],
  attempt: () => Promise<unknown>,
): Promise<void> {
  const deadline = Date.now() + patience;
  for (;;) {
    assertRunning(needed);
    try {
      await attempt();
      return;
    } catch (error) {
      if (Date.now() > deadline) {
        throw new Error(`${failure} after ${patience / 1000} seconds. Its log: ${logOf(culprit)}`, { cause: error });
      }
    }
    await sleep(250);
  }
}
