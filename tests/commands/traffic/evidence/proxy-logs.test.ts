import assert from "node:assert/strict";
import { ProxyLogs } from "../../../../commands/traffic/evidence/proxy-logs";
import { UserError } from "../../../../commands/terminal/user-error";
import { FakeLogsApi, until } from "./fake-logs-api";

const SINCE = new Date("2026-11-26T12:00:00Z");
const STAMP = "2026-11-26T12:00:01Z";

describe("the logs of all proxies", () => {
  let api: FakeLogsApi;
  let logs: ProxyLogs | undefined;
  beforeEach(async () => {
    api = await FakeLogsApi.start();
  });
  afterEach(async () => {
    await logs?.close();
    await api.stop();
  });

  async function open() {
    const lines: string[] = [];
    const pods: string[][] = [];
    logs = await ProxyLogs.open(api.access, SINCE, {
      onLine: (line) => lines.push(line),
      onPods: (all) => pods.push(all.map(({ metadata }) => metadata?.name ?? "")),
    });
    return { logs, lines, pods };
  }

  it("are those of sidecars, native ones too, and of no other pod; all pods are told of", async () => {
    api.addPod("sidecar");
    api.addPod("native", {
      spec: { containers: [{ name: "app" }], initContainers: [{ name: "istio-proxy", restartPolicy: "Always" }] },
    });
    api.addPod("once", { spec: { containers: [{ name: "app" }], initContainers: [{ name: "istio-proxy" }] } });
    for (const pod of ["sidecar", "native", "once"]) api.write(pod, STAMP, pod);
    const { logs: opened, lines, pods } = await open();
    assert.deepEqual(pods, [["sidecar", "native", "once"]]);
    await until(() => lines.length === 2, "both lines");
    assert.deepEqual(lines.toSorted(), ["native", "sidecar"]);
    assert.equal(opened.read, 2);
  });

  it("are read of a pod that starts meanwhile, and one that has ended stays counted", async () => {
    api.addPod("first");
    const { logs: opened, lines } = await open();
    api.removePod("first");
    api.addPod("second");
    api.write("second", STAMP, "from the second");
    await until(() => lines.length === 1, "the new pod's line");
    assert.equal(opened.read, 2);
  });

  it("are named with the right that is missing where they may not be read", async () => {
    api.addPod("secret");
    api.addPod("open");
    api.refuse("secret", 403);
    const { logs: opened } = await open();
    await until(() => opened.unread.length === 1, "the refusal");
    assert.deepEqual(opened.unread, [
      {
        namespace: "default",
        pod: "secret",
        reason: "reading logs is not allowed: the right is missing to get pods/log in the namespace default",
      },
    ]);
    assert.equal(opened.read, 1);
  });

  it("can't be read where pods may not be listed, which says the right; a look that fails later does no harm", async () => {
    api.listStatus = 403;
    await assert.rejects(open(), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /the right is missing to list pods in all namespaces/);
      return true;
    });
    api.listStatus = 200;
    api.addPod("first");
    const { lines, pods } = await open();
    api.listStatus = 500;
    await new Promise((resolve) => setTimeout(resolve, 1200));
    api.listStatus = 200;
    api.addPod("second");
    api.write("second", STAMP, "later");
    await until(() => lines.length === 1, "the line of the pod that came after a failed look");
    assert.ok(pods.length >= 2);
  });
});
