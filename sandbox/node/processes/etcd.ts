import { join } from "node:path";
import { nodeFiles, nodePorts } from "../facts";
import { type NodeProcess } from "../node-process";

/** The store of the API server, its only client: it listens on the loopback of the node's own network namespace. */
export function etcd(bin: string): NodeProcess {
  const client = `http://127.0.0.1:${nodePorts.etcd}`;
  const peer = `http://127.0.0.1:${nodePorts.etcdPeer}`;
  return {
    name: "etcd",
    where: "node",
    command: [
      join(bin, "etcd"),
      "--name=sandbox",
      `--data-dir=${nodeFiles.etcd}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=sandbox=${peer}`,
      // One member has nobody to agree with: the defaults, made for three, only wake it up more often.
      "--heartbeat-interval=1000",
      "--election-timeout=5000",
      "--auto-compaction-mode=periodic",
      "--auto-compaction-retention=30m",
      "--log-level=warn",
    ],
  };
}
