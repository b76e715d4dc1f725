import { join } from "node:path";
import { OUTSIDE_PORTS } from "../../commands/stack/sandbox/outside";
import { sandbox, stateDir } from "../../commands/stack/sandbox/paths";

/**
 * The addresses of the sandbox's node. The node lives in a network namespace of its own, so the only one of them that
 * the machine itself ever sees is `link`: everything else can't clash with a network that the user has.
 */
export const network = {
  /** The pair of interfaces between the machine and the node: the first end is the machine's, the second the node's. */
  link: { cidr: "10.213.255.0/30", machine: "10.213.255.1", node: "10.213.255.2", prefix: 30, name: "bookinfo-mesh" },
  /** The addresses that pods get. */
  pods: "10.213.0.0/20",
  services: "10.213.128.0/20",
  /** The API server's own Service: by rule the first address of the range. */
  apiServerService: "10.213.128.1",
} as const;

/** Where the node's address is also the address of the API server, of CoreDNS and of every NodePort. */
export const nodeAddress = network.link.node;

export const nodeName = "sandbox";
export const clusterDomain = "cluster.local";

/** Ports on the machine's loopback; all are forwarded into the node's namespace. */
export const machinePorts = {
  apiServer: 26443,
  gateway: sandbox.gatewayNodePort,
  gatewayHttps: sandbox.gatewayHttpsNodePort,
} as const;

/** Ports inside the node's network namespace, where nothing else can hold them. */
export const nodePorts = {
  etcd: 2379,
  etcdPeer: 2380,
  kubelet: 10250,
  dns: 53,
  outsideHttp: OUTSIDE_PORTS.http,
  outsideHttps: OUTSIDE_PORTS.https,
} as const;

/** Where the node keeps its things. */
export const nodeFiles = {
  pki: join(stateDir, "pki"),
  /** Configuration files and kubeconfigs of the node's processes. */
  config: join(stateDir, "node"),
  /** One pid record for each process. */
  pids: join(stateDir, "pids"),
  etcd: join(stateDir, "etcd"),
  kubelet: join(stateDir, "kubelet"),
  podLogs: join(stateDir, "pod-logs"),
  cni: join(stateDir, "cni"),
  containerd: join(stateDir, "containerd"),
  /** What must not outlive the namespaces of the node: containerd's view of the running containers, sockets. */
  run: join(stateDir, "run"),
  containerdSocket: join(stateDir, "run", "containerd.sock"),
} as const;
