import { join } from "node:path";
import { clusterDomain, machinePorts, network, nodeAddress, nodePorts } from "../facts";
import { clusterKubectl } from "../kubectl";
import { type NodeProcess } from "../node-process";
import { certificateFiles, serviceAccountKey } from "../pki";

export function kubeApiserver(bin: string): NodeProcess {
  const serving = certificateFiles("kube-apiserver");
  const kubeletClient = certificateFiles("kube-apiserver-kubelet-client");
  const authority = certificateFiles("ca").certificate;
  return {
    name: "kube-apiserver",
    where: "node",
    ready: {
      otherwise: "the API server does not answer",
      needs: ["etcd", "kube-apiserver", "forwarder"],
      ask: () => clusterKubectl({ bin })(["get", "--raw", "/readyz"]),
    },
    command: [
      join(bin, "kube-apiserver"),
      `--etcd-servers=http://127.0.0.1:${nodePorts.etcd}`,
      `--bind-address=${nodeAddress}`,
      `--advertise-address=${nodeAddress}`,
      `--secure-port=${machinePorts.apiServer}`,
      `--service-cluster-ip-range=${network.services}`,
      "--authorization-mode=Node,RBAC",
      "--anonymous-auth=false",
      "--enable-admission-plugins=NodeRestriction",
      `--client-ca-file=${authority}`,
      `--tls-cert-file=${serving.certificate}`,
      `--tls-private-key-file=${serving.key}`,
      `--service-account-issuer=https://kubernetes.default.svc.${clusterDomain}`,
      `--service-account-key-file=${serviceAccountKey.publicKey}`,
      `--service-account-signing-key-file=${serviceAccountKey.privateKey}`,
      `--kubelet-certificate-authority=${authority}`,
      `--kubelet-client-certificate=${kubeletClient.certificate}`,
      `--kubelet-client-key=${kubeletClient.key}`,
      // Logs and exec would else look for the node by its name, which no DNS knows.
      "--kubelet-preferred-address-types=InternalIP",
      // Fair queuing between tenants costs processor time even when idle, and there is one tenant.
      "--enable-priority-and-fairness=false",
      "--profiling=false",
      "--event-ttl=1h",
    ],
    // The sandbox's processes share two cores with its pods.
    env: { GOGC: "75" },
  };
}
