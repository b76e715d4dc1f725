import { join } from "node:path";
import { stringify } from "yaml";
import { controlGroup } from "../../../commands/stack/sandbox/pids";
import { clusterDomain, nodeAddress, nodeFiles, nodeName, nodePorts } from "../facts";
import { apiServerUrl, kubeconfig, readCredentials } from "../kubeconfig";
import { clusterKubectl } from "../kubectl";
import { type NodeProcess } from "../node-process";
import { certificateFiles } from "../pki";

const resolvConf = join(nodeFiles.config, "resolv.conf");

export function kubelet(bin: string): NodeProcess {
  const config = join(nodeFiles.config, "kubelet.yaml");
  const access = join(nodeFiles.config, "kubelet.kubeconfig");
  return {
    name: "kubelet",
    where: "node",
    ready: {
      otherwise: "the node is not ready",
      needs: ["etcd", "kube-apiserver", "forwarder", "containerd", "kube-controller-manager", "kubelet"],
      ask: () => clusterKubectl({ bin })(["wait", "node", nodeName, "--for=condition=Ready", "--timeout=2s"]),
    },
    command: [
      join(bin, "kubelet"),
      `--config=${config}`,
      `--kubeconfig=${access}`,
      `--root-dir=${nodeFiles.kubelet}`,
      `--cert-dir=${join(nodeFiles.kubelet, "pki")}`,
      `--hostname-override=${nodeName}`,
      `--node-ip=${nodeAddress}`,
      // Statistics of containers, which nobody reads here, are the kubelet's main work when idle.
      "--housekeeping-interval=60s",
    ],
    files: {
      [config]: kubeletConfig(),
      [access]: kubeconfig(apiServerUrl.node, "kubelet", readCredentials("kubelet")),
      [resolvConf]: `nameserver ${nodeAddress}\n`,
    },
  };
}

/** A KubeletConfiguration (kubelet.config.k8s.io/v1beta1). */
export function kubeletConfig(): string {
  const serving = certificateFiles("kubelet");
  return stringify({
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    address: nodeAddress,
    port: nodePorts.kubelet,
    healthzPort: 0,
    tlsCertFile: serving.certificate,
    tlsPrivateKeyFile: serving.key,
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: certificateFiles("ca").certificate },
    },
    authorization: { mode: "Webhook" },
    containerRuntimeEndpoint: `unix://${nodeFiles.containerdSocket}`,
    cgroupDriver: "cgroupfs",
    cgroupRoot: `/${controlGroup}`,
    failCgroupV1: false,
    failSwapOn: false,
    clusterDNS: [nodeAddress],
    clusterDomain,
    resolvConf,
    podLogsDir: nodeFiles.podLogs,
    volumePluginDir: join(nodeFiles.kubelet, "volume-plugins"),
    // The machine's disk is the user's: how full it is says nothing about the sandbox, and its images cannot be pulled
    // again.
    evictionHard: { "memory.available": "100Mi", "nodefs.available": "1%", "imagefs.available": "1%" },
    imageGCHighThresholdPercent: 100,
    // One node that talks to its own machine: the defaults are for many over a network.
    nodeStatusUpdateFrequency: "60s",
    nodeLeaseDurationSeconds: 160,
    volumeStatsAggPeriod: "-1s",
    enableDebuggingHandlers: true,
    shutdownGracePeriod: "0s",
    logging: { verbosity: 0 },
  });
}
