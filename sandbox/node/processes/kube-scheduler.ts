import { join } from "node:path";
import { nodeFiles } from "../facts";
import { apiServerUrl, kubeconfig, readCredentials } from "../kubeconfig";
import { type NodeProcess } from "../node-process";

export function kubeScheduler(bin: string): NodeProcess {
  const config = join(nodeFiles.config, "kube-scheduler.kubeconfig");
  return {
    name: "kube-scheduler",
    where: "node",
    command: [
      join(bin, "kube-scheduler"),
      `--kubeconfig=${config}`,
      "--leader-elect=false",
      "--secure-port=0",
      "--profiling=false",
    ],
    files: { [config]: kubeconfig(apiServerUrl.node, "kube-scheduler", readCredentials("kube-scheduler")) },
  };
}
