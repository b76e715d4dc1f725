import assert from "node:assert/strict";
import { parse } from "yaml";
import { stateDir } from "../../../commands/stack/sandbox/paths";
import { network, nodeAddress } from "../../../sandbox/node/facts";
import { digestOf, type NodeProcess } from "../../../sandbox/node/node-process";
import { requestConfig } from "../../../sandbox/node/pki";
import { cniConfig, containerdConfig } from "../../../sandbox/node/processes/containerd";
import { corefile } from "../../../sandbox/node/processes/coredns";
import { outside } from "../../../sandbox/node/processes/outside";
import { etcd } from "../../../sandbox/node/processes/etcd";
import { forwarder } from "../../../sandbox/node/processes/forwarder";
import { kubeApiserver } from "../../../sandbox/node/processes/kube-apiserver";
import { kubeProxyConfig } from "../../../sandbox/node/processes/kube-proxy";
import { kubeletConfig } from "../../../sandbox/node/processes/kubelet";
import { kubeconfig } from "../../../sandbox/node/kubeconfig";

const flag = ({ command }: NodeProcess, name: string): string | undefined =>
  command.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);

describe("what the node's processes listen on", () => {
  it("etcd: the loopback of the node's own namespace", () => {
    assert.match(flag(etcd("/bin"), "listen-client-urls") ?? "", /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.match(flag(etcd("/bin"), "listen-peer-urls") ?? "", /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.equal(etcd("/bin").where, "node");
  });

  it("the API server: the node's address", () => {
    assert.equal(flag(kubeApiserver("/bin"), "bind-address"), nodeAddress);
  });

  it("the forwarder, the only one in the machine's own network: loopback", () => {
    const pairs = forwarder().command.filter((argument) => /^\d.*=/.test(argument));
    assert.deepEqual(
      pairs.sort(),
      [26443, 30080, 30443].map((port) => `127.0.0.1:${port}=${nodeAddress}:${port}`),
    );
  });

  it("the server that stands for the outside: the node's address", () => {
    assert.ok(outside().command.includes(nodeAddress));
  });

  it("the kubelet, kube-proxy and CoreDNS: the node's address or its loopback", () => {
    assert.equal((parse(kubeletConfig()) as { address: string }).address, nodeAddress);
    const proxy = parse(kubeProxyConfig("/access")) as Record<string, unknown>;
    assert.deepEqual(
      [proxy["bindAddress"], proxy["nodePortAddresses"], proxy["healthzBindAddress"], proxy["metricsBindAddress"]],
      [nodeAddress, [`${nodeAddress}/32`], "127.0.0.1:10256", "127.0.0.1:10249"],
    );
    assert.deepEqual(
      corefile("/access")
        .match(/^ +bind .*/gm)
        ?.map((line) => line.trim()),
      Array.from({ length: 3 }, () => `bind ${nodeAddress}`),
    );
  });
});

describe("containerd's configuration", () => {
  const config = containerdConfig("/tools/bin", "/tools/cni");

  it("keeps every file in the sandbox's state folder", () => {
    const paths = [...config.matchAll(/^ *(root|state|address|path|conf_dir) = "([^"]+)"/gm)].map(([, , path]) => path);
    assert.equal(paths.length, 5);
    for (const path of paths) assert.ok(path?.startsWith(`${stateDir}/`), path);
  });

  it("takes the programs of the toolchain", () => {
    assert.match(config, /BinaryName = "\/tools\/bin\/runc"/);
    assert.match(config, /bin_dir = "\/tools\/cni"/);
  });

  it("starts pods where the machine withholds CAP_SYS_RESOURCE", () =>
    assert.match(config, /restrict_oom_score_adj = true/));

  it("gives every pod an address of the pods' range and an interface of its own to the node", () => {
    const { plugins } = JSON.parse(cniConfig()) as {
      plugins: { type: string; ipam: { ranges: { subnet: string }[][] } }[];
    };
    assert.equal(plugins[0]?.type, "ptp");
    assert.equal(plugins[0]?.ipam.ranges[0]?.[0]?.subnet, network.pods);
  });
});

describe("a certificate request", () => {
  it("names the user, the group and the addresses", () => {
    const config = requestConfig({
      commonName: "system:node:x",
      organization: "system:nodes",
      subjectAltNames: ["IP:10.0.0.1"],
    });
    assert.match(config, /^O = system:nodes$/m);
    assert.match(config, /^CN = system:node:x$/m);
    assert.match(config, /^subjectAltName = IP:10\.0\.0\.1$/m);
    assert.match(config, /^basicConstraints = critical, CA:FALSE$/m);
    assert.match(config, /^extendedKeyUsage = serverAuth, clientAuth$/m);
  });

  it("of a mere client is not good for a server", () => {
    assert.match(requestConfig({ commonName: "x" }), /^extendedKeyUsage = clientAuth$/m);
  });

  it("of the authority may sign", () => {
    assert.match(requestConfig("authority"), /^basicConstraints = critical, CA:TRUE$/m);
    assert.match(requestConfig("authority"), /keyCertSign/);
  });
});

it("a kubeconfig is whole in itself", () => {
  const credentials = { authority: "CA", certificate: "CERT", key: "KEY" };
  const config = parse(kubeconfig("https://127.0.0.1:1", "admin", credentials)) as Record<string, unknown>;
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  assert.deepEqual(config["clusters"], [
    { name: "sandbox", cluster: { server: "https://127.0.0.1:1", "certificate-authority-data": base64("CA") } },
  ]);
  assert.deepEqual(config["users"], [
    {
      name: "admin",
      user: { "client-certificate-data": base64("CERT"), "client-key-data": base64("KEY") },
    },
  ]);
  assert.deepEqual(config["contexts"], [{ name: "sandbox", context: { cluster: "sandbox", user: "admin" } }]);
  assert.equal(config["current-context"], "sandbox");
});

describe("the digest of a process", () => {
  const process: NodeProcess = {
    name: "x",
    where: "node",
    command: ["/bin/x", "--a"],
    files: { "/c": "1" },
    env: { A: "1" },
  };

  it("stays the same for the same description", () => {
    assert.equal(digestOf(process), digestOf({ ...process, command: [...process.command] }));
  });

  for (const [what, change] of [
    ["its arguments", { command: ["/bin/x", "--b"] }],
    ["its files", { files: { "/c": "2" } }],
    ["its environment", { env: { A: "2" } }],
    ["its namespaces", { where: "machine" }],
  ] as const) {
    it(`changes with ${what}`, () => assert.notEqual(digestOf({ ...process, ...change }), digestOf(process)));
  }
});
