import { join } from "node:path";
import { PAUSE_IMAGE } from "../../images/image-groups";
import { type Toolchain } from "../../toolchain/toolchain";
import { network, nodeFiles } from "../facts";
import { type NodeProcess } from "../node-process";
import { run } from "../run-command";

/** `ctr` on the containers that the kubelet makes. */
const CTR = ["--address", nodeFiles.containerdSocket, "--namespace", "k8s.io"];

const cniConfigFolder = join(nodeFiles.cni, "net.d");

/** containerd with sockets and folders of its own: one that the user runs is not touched. */
export function containerd({ bin, cniPlugins }: Toolchain): NodeProcess {
  const config = join(nodeFiles.config, "containerd.toml");
  return {
    name: "containerd",
    where: "node",
    // The kubelet ends at once when its runtime does not answer.
    ready: {
      otherwise: "containerd does not answer",
      needs: ["containerd"],
      ask: () => run(join(bin, "ctr"), [...CTR, "containers", "list"]),
    },
    command: [join(bin, "containerd"), "--config", config],
    files: { [config]: containerdConfig(bin, cniPlugins), [join(cniConfigFolder, "10-sandbox.conflist")]: cniConfig() },
    // containerd looks for its shim and for iptables on PATH.
    env: { PATH: `${bin}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin` },
  };
}

/** The configuration of containerd 1.6 and later. */
export function containerdConfig(bin: string, cniPlugins: string): string {
  const quote = JSON.stringify; // a TOML basic string is written like a JSON string
  return `version = 2
root = ${quote(join(nodeFiles.containerd, "root"))}
state = ${quote(join(nodeFiles.run, "containerd"))}
disabled_plugins = [
  "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs",
  "io.containerd.tracing.processor.v1.otlp",
  "io.containerd.internal.v1.tracing",
]

[grpc]
  address = ${quote(nodeFiles.containerdSocket)}

[debug]
  level = "warn"

[plugins."io.containerd.internal.v1.opt"]
  path = ${quote(join(nodeFiles.containerd, "opt"))}

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = ${quote(PAUSE_IMAGE)}
  # Where the machine withholds CAP_SYS_RESOURCE, no pod could start otherwise.
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  # A profile loaded into the kernel would outlive the sandbox.
  disable_apparmor = true
  disable_tcp_service = true
  stream_server_address = "127.0.0.1"

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = ${quote(cniPlugins)}
    conf_dir = ${quote(cniConfigFolder)}

  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"

    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      BinaryName = ${quote(join(bin, "runc"))}
      SystemdCgroup = false
`;
}

/**
 * Every pod has an address of the pods' range and a pair of interfaces of its own to the node, which routes between
 * them. On a bridge, pods would need a kernel module that changes how the machine filters the traffic of all other
 * bridges, too.
 */
export function cniConfig(): string {
  const list = {
    cniVersion: "1.0.0",
    name: "sandbox",
    plugins: [
      {
        type: "ptp",
        ipMasq: false,
        ipam: {
          type: "host-local",
          dataDir: join(nodeFiles.run, "cni-addresses"),
          ranges: [[{ subnet: network.pods }]],
          routes: [{ dst: "0.0.0.0/0" }],
        },
      },
    ],
  };
  return JSON.stringify(list, undefined, 2);
}
