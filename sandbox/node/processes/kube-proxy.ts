import { join } from "node:path";
import { stringify } from "yaml";
import { network, nodeAddress, nodeFiles, nodeName } from "../facts";
import { apiServerUrl, kubeconfig, readCredentials } from "../kubeconfig";
import { type NodeProcess } from "../node-process";

export function kubeProxy(bin: string): NodeProcess {
  const config = join(nodeFiles.config, "kube-proxy.yaml");
  const access = join(nodeFiles.config, "kube-proxy.kubeconfig");
  return {
    name: "kube-proxy",
    where: "node",
    command: [join(bin, "kube-proxy"), `--config=${config}`],
    files: {
      [config]: kubeProxyConfig(access),
      [access]: kubeconfig(apiServerUrl.node, "kube-proxy", readCredentials("kube-proxy")),
    },
  };
}

/** A KubeProxyConfiguration (kubeproxy.config.k8s.io/v1alpha1). */
export function kubeProxyConfig(access: string): string {
  return stringify({
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    clientConnection: { kubeconfig: access },
    hostnameOverride: nodeName,
    mode: "iptables",
    clusterCIDR: network.pods,
    bindAddress: nodeAddress,
    healthzBindAddress: "127.0.0.1:10256",
    metricsBindAddress: "127.0.0.1:10249",
    nodePortAddresses: [`${nodeAddress}/32`],
    // The limits are the machine's, not the namespace's: zero leaves them alone.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
    iptables: { syncPeriod: "5m", localhostNodePorts: false },
    configSyncPeriod: "15m",
  });
}
