import assert from "node:assert/strict";
import { formatStatus, stateOf, type Status } from "../../../sandbox/commands/status";
import { cpuTicksOf, measureUsage } from "../../../sandbox/node/process-usage";
import { type Pod } from "../../../sandbox/node/kubectl";
import { hasComeBack, isRestarted } from "../../../sandbox/node/workloads";
import { VERSIONS } from "../../../sandbox/toolchain/versions";
import { hasWork, isTool } from "../../../sandbox/commands/pass-through";

const usage = { memory: 64 * 2 ** 20, cpu: 0.034 };
const status: Status = {
  state: "broken",
  since: "2026-01-01T00:00:00.000Z",
  changing: false,
  url: "http://127.0.0.1:30080/productpage",
  processes: [
    { name: "etcd", log: "/logs/etcd.log", pid: 4711, since: "2026-01-01T00:00:00.000Z", usage },
    { name: "kubelet", log: "/logs/kubelet.log" },
  ],
  pods: { processes: 3, usage },
  total: { memory: 128 * 2 ** 20, cpu: 0.068 },
  versions: VERSIONS,
  kubeconfig: "/kubeconfig",
  logs: "/logs",
  stateFolder: "/state",
};

describe("the status", () => {
  it("is running, broken or stopped by what runs, be it pods alone", () => {
    assert.equal(stateOf([{ pid: 1 }, { pid: 2 }], true), "running");
    assert.equal(stateOf([{ pid: 1 }, {}], true), "broken");
    assert.equal(stateOf([{}, {}], true), "broken");
    assert.equal(stateOf([{}, {}], false), "stopped");
  });

  it("shows what runs, since when, with what use, and what ended", () => {
    const text = formatStatus(status, new Date("2026-01-01T00:01:05.000Z"));
    assert.match(text, /etcd\s*│\s*4711\s*│\s*1 min 05 s\s*│\s*64 MiB\s*│\s*3 %\s*│\s*\/logs\/etcd\.log/);
    assert.match(text, /kubelet\s*│\s*│\s*ended/);
    assert.match(text, /^Not running: kubelet\..*npm start$/m);
    assert.match(text, /127\.0\.0\.1:30080\/productpage/);
  });

  it("says which code runs, and where none does", () => {
    const provider = { origin: "built", program: "/parts/provider", version: "4.34.2+module.1" } as const;
    const text = (known: Status): string => formatStatus(known, new Date());
    assert.match(text(status), /^runs +Pulumi \d.* Istio \d+\.\d+\.\d+ \(commit [0-9a-f]{12}\)/m);
    assert.match(text(status), /^provider +none: `npm start` puts it in place$/m);
    assert.match(text({ ...status, provider }), /^provider +.*built from its Go module of 2026-01-15/m);
    assert.match(
      text({ ...status, provider: { ...provider, origin: "installed" } }),
      /^provider +.*release 4\..*installed/m,
    );
  });

  it("of a sandbox that does not run says how to start it", () => {
    assert.match(formatStatus({ ...status, state: "stopped" }, new Date()), /npm start$/);
  });

  it("of a sandbox that is on its way up or down says that, and where the logs are", () => {
    const text = formatStatus({ ...status, state: "stopped", changing: true }, new Date());
    assert.match(text, /`npm start` or `npm stop` is at work.*bookinfo-mesh\/logs$/);
  });
});

describe("what a process uses", () => {
  it("counts time in user and kernel mode", () => {
    assert.equal(cpuTicksOf("1 (a b) c) S 1 1 1 0 -1 0 1 2 3 4 700 50 9 9 20 0 1 0 5 6 7"), 750);
  });

  it("is measured, memory in bytes", async () => {
    const own = (await measureUsage([process.pid], 20)).get(process.pid);
    assert.ok(own !== undefined && own.memory > 2 ** 20 && own.memory < 2 ** 33 && own.cpu >= 0);
  });

  it("is left out for a process that is gone", async () =>
    assert.equal((await measureUsage([2 ** 22 + 1], 1)).size, 0));
});

describe("a pod after its node was started again", () => {
  const since = new Date("2026-01-01T12:00:00.400Z");
  const pod = (ready: boolean, startedAt: string | undefined): Pod => ({
    metadata: { name: "p", namespace: "n", creationTimestamp: "2026-01-01T11:00:00Z" },
    spec: { containers: [{ name: "c", image: "i" }], restartPolicy: "Always" },
    status: {
      phase: "Running",
      containerStatuses: [{ ready, state: startedAt === undefined ? {} : { running: { startedAt } } }],
    },
  });

  it("has come back when its containers are ready and younger than the node", () => {
    assert.equal(hasComeBack(pod(true, "2026-01-01T12:00:09Z"), since), true);
    assert.equal(hasComeBack(pod(true, "2026-01-01T12:00:00Z"), since), true);
  });

  it("has not when the API server still tells of containers from before", () => {
    assert.equal(hasComeBack(pod(true, "2026-01-01T11:59:59Z"), since), false);
  });

  it("has not while a container is not ready, not running or not there", () => {
    assert.equal(hasComeBack(pod(false, "2026-01-01T12:00:09Z"), since), false);
    assert.equal(hasComeBack(pod(true, undefined), since), false);
    const fresh = pod(true, "2026-01-01T12:00:09Z");
    assert.equal(hasComeBack({ ...fresh, status: { phase: "Pending" } }, since), false);
  });

  it("is waited for when it is older than that, or runs on an image that came since", () => {
    const image = { since, images: ["i"] };
    const none = { since, images: [] };
    const young = {
      ...pod(false, undefined),
      metadata: { ...pod(false, undefined).metadata, creationTimestamp: "2026-01-01T12:00:01Z" },
    };
    assert.deepEqual([isRestarted(pod(false, undefined), none), isRestarted(young, image)], [true, true]);
    assert.equal(isRestarted(young, none), false, "what an update made and could not bring up");
  });

  it("is not waited for when it is on its way out or is not meant to run again", () => {
    const old = pod(true, "2026-01-01T11:00:00Z");
    assert.equal(hasComeBack({ ...old, metadata: { ...old.metadata, deletionTimestamp: "x" } }, since), true);
    assert.equal(hasComeBack({ ...old, spec: { ...old.spec, restartPolicy: "Never" } }, since), true);
  });
});

describe("programs with the sandbox's settings", () => {
  it("are pulumi, kubectl and istioctl", () => {
    assert.deepEqual(["pulumi", "kubectl", "istioctl"].map(isTool), [true, true, true]);
  });

  it("are not what every object has", () =>
    assert.deepEqual(["toString", "start", undefined].map(isTool), [false, false, false]));

  it("have something to work on while the cluster runs, Pulumi also when there is but the state that was kept", () => {
    assert.deepEqual(
      (["pulumi", "kubectl", "istioctl"] as const).map((tool) => [hasWork(tool, true), hasWork(tool, false)]),
      [
        [true, true],
        [true, false],
        [true, false],
      ],
    );
  });
});
