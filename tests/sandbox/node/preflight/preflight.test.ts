import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MachineFacts } from "../../../../sandbox/node/preflight/facts";
import { findTakenPorts, measureDisks, readAvailableMemory } from "../../../../sandbox/node/preflight/gather-facts";
import { findObstacles, formatObstacles, isAtLeast } from "../../../../sandbox/node/preflight/obstacles";

const GIBIBYTE = 2 ** 30;

const fit: MachineFacts = {
  platform: "linux",
  userId: 0,
  sandboxRuns: false,
  takenPorts: [],
  linkNameTaken: false,
  networks: [
    { kind: "address", cidr: "127.0.0.1/8", interface: "lo" },
    { kind: "address", cidr: "192.168.1.20/24", interface: "eth0" },
  ],
  disks: [{ folder: "/home/anna/.cache/bookinfo-mesh", free: 20 * GIBIBYTE, used: 0, needed: 15 * GIBIBYTE }],
  availableMemory: 8 * GIBIBYTE,
  go: "go1.26.8",
  python: "Python 3.11.7",
  aptGet: true,
  namespacesRefused: undefined,
  controllers: ["cpu", "cpuset", "memory", "pids", "io"],
  topGroupInUse: false,
};

/** What is found wrong with a machine that is fit but for these facts. */
const wrong = (facts: Partial<MachineFacts>): string[] =>
  findObstacles({ ...fit, ...facts }).map(({ what, found }) => `${what}: ${found}`);

describe("the preflight", () => {
  it("finds nothing wrong with a machine that is fit", () => assert.deepEqual(findObstacles(fit), []));

  it("refuses anything but Linux, and says nothing else then", () => {
    assert.deepEqual(wrong({ platform: "darwin", userId: 501, go: undefined }), ["operating system: darwin"]);
  });

  it("refuses anybody but root", () => assert.deepEqual(wrong({ userId: 1000 }), ["user: user id 1000"]));

  it("does not blame the kernel for what only root may do", () => {
    assert.deepEqual(wrong({ userId: 1000, namespacesRefused: "Operation not permitted" }), ["user: user id 1000"]);
  });

  it("refuses a container without privileges", () => {
    assert.deepEqual(wrong({ namespacesRefused: "unshare failed: Operation not permitted" }), [
      "namespaces: refused: unshare failed: Operation not permitted",
    ]);
  });

  it("names the controllers that are missing and how to have them", () => {
    const [obstacle] = findObstacles({ ...fit, controllers: ["cpu", "cpuset", "pids"] });
    assert.equal(obstacle?.what, "control groups");
    assert.match(obstacle?.remedy ?? "", /cgroup_enable=memory/);
  });

  it("refuses a container whose control groups are its own, and says how to have the machine's", () => {
    const [obstacle, ...others] = findObstacles({ ...fit, topGroupInUse: true });
    assert.deepEqual([obstacle?.what, others], ["control groups", []]);
    assert.match(obstacle?.remedy ?? "", /--privileged --cgroupns=host/);
  });

  it("names the holder of a port", () => {
    assert.deepEqual(wrong({ takenPorts: [{ port: 30080, holder: "nginx (pid 4711)" }, { port: 26443 }] }), [
      "port 30080 on 127.0.0.1: taken by nginx (pid 4711)",
      "port 26443 on 127.0.0.1: taken",
    ]);
  });

  it("refuses when somebody else has an interface of the link's name", () => {
    assert.deepEqual(wrong({ linkNameTaken: true }), [
      "network interface bookinfo-mesh: there is one, and it is not the sandbox's",
    ]);
  });

  it("refuses when the link's subnet is in use", () => {
    assert.deepEqual(wrong({ networks: [{ kind: "route", cidr: "10.213.255.0/24", interface: "virbr0" }] }), [
      "subnet 10.213.255.0/30: 10.213.255.0/24 is in use by interface virbr0",
    ]);
  });

  it("does not mind an office's network of all of 10.0.0.0/8", () => {
    assert.deepEqual(wrong({ networks: [{ kind: "address", cidr: "10.0.0.5/8", interface: "eth0" }] }), []);
  });

  it("refuses when the machine has an address in a bridge's network that holds the link's", () => {
    assert.deepEqual(wrong({ networks: [{ kind: "address", cidr: "10.213.0.1/16", interface: "br0" }] }), [
      "subnet 10.213.255.0/30: 10.213.0.1/16 is in use by interface br0",
    ]);
  });

  it("does not mind a wide route, as a VPN sets it", () => {
    assert.deepEqual(wrong({ networks: [{ kind: "route", cidr: "10.0.0.0/8", interface: "tun0" }] }), []);
  });

  it("counts what the sandbox holds already as room", () => {
    const disk = { folder: "/cache", needed: 15 * GIBIBYTE };
    assert.deepEqual(wrong({ disks: [{ ...disk, free: 9 * GIBIBYTE, used: 6 * GIBIBYTE }] }), []);
    assert.deepEqual(wrong({ disks: [{ ...disk, free: 8 * GIBIBYTE, used: 6 * GIBIBYTE }] }), [
      "disk space at /cache: 8.0 GiB free, and 6.0 GiB that the sandbox holds already",
    ]);
  });

  it("asks for memory only when the sandbox does not have it already", () => {
    assert.deepEqual(wrong({ availableMemory: 4 * GIBIBYTE }), ["memory: 4.0 GiB available"]);
    assert.deepEqual(wrong({ availableMemory: 4 * GIBIBYTE, sandboxRuns: true }), []);
  });

  it("refuses a missing or an old Go", () => {
    assert.deepEqual(wrong({ go: undefined }), ["Go, which builds the sandbox's programs: no go on PATH"]);
    assert.deepEqual(wrong({ go: "go1.25.4" }), ["Go, which builds the sandbox's programs: go1.25.4"]);
  });

  it("refuses a missing Python", () => {
    assert.deepEqual(wrong({ python: undefined }), ["Python 3, which fetches Envoy: no python3 on PATH"]);
  });

  it("refuses a machine without apt", () => {
    assert.deepEqual(wrong({ aptGet: false }), ["apt-get, which fetches the container runtime: no apt-get on PATH"]);
  });

  it("tells all obstacles at once, each with what was expected and a remedy, and names the way out", () => {
    const text = formatObstacles(
      findObstacles({ ...fit, userId: 1000, go: undefined, availableMemory: GIBIBYTE, takenPorts: [{ port: 30080 }] }),
    );
    assert.equal(text.match(/^ {2}expected: \S/gm)?.length, 4);
    assert.equal(text.match(/^ {2}to fix: {2}\S/gm)?.length, 4);
    assert.match(text, /Nothing was changed/);
    assert.match(text, /kind create cluster .*pulumi up -s local/);
  });
});

describe("a version", () => {
  for (const [version, enough] of [
    ["go1.21", true],
    ["go1.21.3", true],
    ["go1.20.14", false],
    ["go2.0", true],
    ["devel go1.27-abc", true],
    ["", false],
    [undefined, false],
  ] as const) {
    it(`${version} is ${enough ? "" : "not "}1.21 or later`, () => assert.equal(isAtLeast(version, [1, 21]), enough));
  }
});

it("available memory is read in bytes", () => {
  assert.equal(readAvailableMemory("MemTotal:  100 kB\nMemAvailable:    50 kB\nSwapFree: 1 kB\n"), 51200);
});

describe("the disks", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "disks-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("count once for several folders, with what each holds of what it needs, those that are yet to be made too", async () => {
    const [cache, builds, state] = ["cache", "builds", "state/below"].map((name) => join(folder, name));
    for (const made of [cache, builds]) mkdirSync(made ?? "");
    writeFileSync(join(cache ?? "", "programs"), Buffer.alloc(3 * 2 ** 20));
    writeFileSync(join(builds ?? "", "of-other-work-too"), Buffer.alloc(8 * 2 ** 20));
    const needs = [cache, builds, state].map((name = "") => ({ folder: name, needed: 5 * 2 ** 20 }));
    const [disk, ...others] = await measureDisks(needs);
    assert.deepEqual([disk?.folder, disk?.needed, others], [cache, 15 * 2 ** 20, []]);
    // The three of the first, with what its folder takes itself, and no more than five of the second.
    assert.equal(Math.floor((disk?.used ?? 0) / 2 ** 20), 8);
  });
});

describe("a port of the sandbox's", () => {
  let server: Server;
  let port: number;
  beforeEach(async () => {
    server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  });
  afterEach(() => server.close());

  const holder = () => Promise.resolve({ name: "node", pid: 4711 });

  it("is taken when somebody else listens on it", async () => {
    assert.deepEqual(await findTakenPorts([port], [], holder), [{ port, holder: "node (pid 4711)" }]);
  });

  it("is not when a process of the sandbox does, whether its record is there or not", async () => {
    assert.deepEqual(await findTakenPorts([port], [4711], holder), []);
  });
});
