import { join } from "node:path";
import { nodeFiles } from "../facts";
import { apiServerUrl, kubeconfig, readCredentials } from "../kubeconfig";
import { type NodeProcess } from "../node-process";
import { certificateFiles, serviceAccountKey } from "../pki";

/** Controllers without work in a sandbox of one node without metrics: their polling would be its main idle load. */
const idleControllers = [
  "horizontal-pod-autoscaler-controller",
  "node-ipam-controller",
  "cloud-node-lifecycle-controller",
];

export function kubeControllerManager(bin: string): NodeProcess {
  const config = join(nodeFiles.config, "kube-controller-manager.kubeconfig");
  const authority = certificateFiles("ca");
  return {
    name: "kube-controller-manager",
    where: "node",
    command: [
      join(bin, "kube-controller-manager"),
      `--kubeconfig=${config}`,
      "--leader-elect=false",
      "--secure-port=0",
      "--use-service-account-credentials=true",
      `--controllers=*,${idleControllers.map((name) => `-${name}`).join(",")}`,
      `--root-ca-file=${authority.certificate}`,
      `--service-account-private-key-file=${serviceAccountKey.privateKey}`,
      `--cluster-signing-cert-file=${authority.certificate}`,
      `--cluster-signing-key-file=${authority.key}`,
      "--allocate-node-cidrs=false",
      // Else it makes a folder in /usr.
      `--flex-volume-plugin-dir=${join(nodeFiles.kubelet, "volume-plugins")}`,
      "--profiling=false",
    ],
    files: {
      [config]: kubeconfig(apiServerUrl.node, "kube-controller-manager", readCredentials("kube-controller-manager")),
    },
  };
}
