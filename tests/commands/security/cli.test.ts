import assert from "node:assert/strict";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { SANDBOX_PLAN } from "../../mesh/security/sandbox-plan";
import { FakePulumi } from "../stack/fake-pulumi";
import { type FakeAnswer, FakeApiServer, NOT_FOUND } from "./fake-api-server";
import { LOADER } from "../../node-with-loader";

const cli = resolve(__dirname, "../../../commands/security/cli.ts");

const security = { ...SANDBOX_PLAN, gatewayNamespace: "default" };

/** A cluster with the application, in which client pods never come to their end. */
function endless(): (request: string) => FakeAnswer {
  const deleted = new Set<string>();
  const conditions = [{ type: "Ready", status: "True" }];
  const running = { metadata: { name: "app" }, status: { phase: "Running", podIP: "10.0.0.1", conditions } };
  const deployment = { spec: { template: { spec: { containers: [{ image: "ratings" }] } } } };
  return (request) => {
    const [method = "", path = ""] = request.split(" ");
    if (path === "") return { body: deployment };
    if (path === "pods") return { body: method === "GET" ? { items: [running] } : running };
    if (method === "DELETE") deleted.add(path);
    return method === "GET" && deleted.has(path) ? NOT_FOUND : { body: running };
  };
}

describe("npm run security", () => {
  let pulumi: FakePulumi;
  let api: FakeApiServer | undefined;
  afterEach(async () => {
    pulumi.remove();
    await api?.stop();
    api = undefined;
  });

  function run(kubeconfig: string) {
    pulumi = new FakePulumi({ productpageUrl: "http://127.0.0.1:9/productpage", kubeconfig, security });
    return execa(process.execPath, [...LOADER, cli, "check", "--stack", "test"], {
      env: { PATH: `${pulumi.folder}:${process.env["PATH"]}` },
      reject: false,
    });
  }

  it("ends with 2, which is not the code of a difference, when it can't measure, and shows nothing of a kubeconfig", async () => {
    const { exitCode, stdout, stderr } = await run("users: [{token: hunter2\n  : ]");
    assert.deepEqual([exitCode, stdout], [2, ""]);
    assert.match(stderr, /^The stack's output kubeconfig can't be read/);
    assert.doesNotMatch(stderr, /hunter2/);
  });

  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    it(`removes its pods when it is ended by ${signal}`, async () => {
      api = await FakeApiServer.start(endless());
      const { requests } = api;
      const check = run(api.kubeconfig);
      while (requests.filter((request) => request === "POST pods").length < 6) await sleep(50);
      check.kill(signal);
      const { exitCode, stderr } = await check;
      assert.equal(exitCode, 2);
      assert.match(stderr, /^Interrupted; the client pods are removed\./);
      const removed = requests.filter((request) => request.startsWith("DELETE pods/security-check-"));
      assert.equal(new Set(removed).size, 6);
    });
  }
});
