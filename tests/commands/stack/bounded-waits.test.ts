import assert from "node:assert/strict";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CoreV1Api, CustomObjectsApi, type KubeConfig } from "@kubernetes/client-node";
import { boundedKubeConfig } from "../../../commands/stack/bounded-kubeconfig";
import { answered, parseKubeconfig } from "../../../commands/stack/cluster-access";
import { runEngine } from "../../../commands/stack/run-engine";
import { runPulumi } from "../../../commands/stack/run-pulumi";
import { UserError } from "../../../commands/terminal/user-error";
import { PodHttp } from "../../../commands/traffic/arrival/pod-http";
import { pastOwnLock } from "../../../commands/traffic/shift/own-lock";
import { readRouting } from "../../../commands/traffic/objects/live-objects";

const LIMIT = 200;

describe("a wait for what never answers", () => {
  const folder = mkdtempSync(join(tmpdir(), "waits-"));
  const path = process.env["PATH"];
  const sockets: Socket[] = [];
  let server: Server;

  before(async () => {
    process.env["PATH"] = `${folder}:${path}`;
    // It takes connections, and never says a word.
    server = createServer((socket) => void sockets.push(socket.on("error", () => {}))).listen(0, "127.0.0.1");
    await once(server, "listening");
  });
  after(async () => {
    process.env["PATH"] = path;
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, "close");
    rmSync(folder, { recursive: true });
  });

  function access(user: object = {}): KubeConfig {
    const config = boundedKubeConfig(LIMIT);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    config.loadFromString(
      JSON.stringify({
        "current-context": "silent",
        clusters: [{ name: "silent", cluster: { server: url, "insecure-skip-tls-verify": true } }],
        users: [{ name: "silent", user }],
        contexts: [{ name: "silent", context: { cluster: "silent", user: "silent" } }],
      }),
    );
    return config;
  }

  function pulumi(script: string): void {
    writeFileSync(join(folder, "pulumi"), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, "pulumi"), 0o755);
  }

  it("for an API server ends, and says which request, how long and what to do", async () => {
    await assert.rejects(
      answered(access().makeApiClient(CoreV1Api).listPodForAllNamespaces()),
      told(
        /^The API server http:\S+ does not answer: GET \/api\/v1\/pods had no answer[^]*0\.2 s[^]*kubectl get --raw/,
      ),
    );
    await assert.rejects(
      readRouting(access(), "default"),
      told(/GET \/apis\/networking\.istio\.io\/v1\/\w+ had no answer/),
    );
    const patch = { group: "a", version: "v1", namespace: "b", plural: "c", name: "d", body: [] };
    await assert.rejects(
      access().makeApiClient(CustomObjectsApi).patchNamespacedCustomObject(patch),
      told(/PATCH \/apis\/a\/v1\/namespaces\/b\/c\/d had no answer/),
    );
  });

  it("is bounded on every way to a cluster that a stack's output names", () => {
    const read = parseKubeconfig(access().exportConfig());
    assert.equal(read.constructor, boundedKubeConfig().constructor);
  });

  it("for a port of a pod ends, and leaves no connection open", async () => {
    const http = new PodHttp(access(), { namespace: "default", name: "reviews" }, 15000);
    await assert.rejects(http.get("/config_dump", 5_000), /handshake has timed out/i);
    http.close();
  });

  it("for credentials ends, with the program that gives them", async () => {
    writeFileSync(join(folder, "get-token"), "#!/bin/sh\nexec sleep 5\n");
    chmodSync(join(folder, "get-token"), 0o755);
    const exec = { apiVersion: "client.authentication.k8s.io/v1", command: join(folder, "get-token") };
    await assert.rejects(
      access({ exec }).makeApiClient(CoreV1Api).listPodForAllNamespaces(),
      told(/^The credentials for the cluster did not come within 0\.2 s: the program \S+get-token/),
    );
  });

  it("for a Pulumi command ends, also where a program that it started goes on", async () => {
    pulumi("sleep 5 & sleep 5");
    await assert.rejects(
      runPulumi("test", ["stack", "output", "--show-secrets"], LIMIT),
      told(/^pulumi stack output of the stack test has not ended within 0\.2 s[^]*pulumi whoami --verbose/),
    );
  });

  it("for a lock that no cancel takes away ends, with what Pulumi says of it", async () => {
    pulumi("exit 0");
    const since = "2026-11-26T19:00:03.500Z";
    const died = { to: {}, since, user: "root", host: "vm" };
    const locked = new UserError("locked: created by root@vm (pid 4711) at 2026-11-26T19:00:04Z");
    await assert.rejects(
      pastOwnLock("test", died, () => Promise.reject(locked), LIMIT),
      (error) => error === locked,
    );
  });

  it("for Pulumi's engine ends after a silence alone, in good order and else by force", async () => {
    const limits = { silenceMs: LIMIT, stopMs: LIMIT };
    const run = () => runEngine("test", ["preview", "--json"], undefined, "stop", limits);
    pulumi("for i in 1 2 3 4; do sleep 0.1; echo line; done");
    assert.equal((await run()).exitCode, 0);
    const urn = "urn:pulumi:test::x::kubernetes:core/v1:ConfigMap::other";
    const event = JSON.stringify({ resourcePreEvent: { metadata: { op: "update", urn, type: "x" } } });
    pulumi(`trap 'echo stopped > ${folder}/stopped; exit 1' INT; echo '${event}'; while true; do sleep 0.05; done`);
    await assert.rejects(
      run(),
      told(/has said nothing for [^]*was stopped; the last that it began was update urn:pulumi:test/),
    );
    assert.doesNotThrow(() => rmSync(join(folder, "stopped")));
    pulumi("trap '' INT; while true; do sleep 0.05; done");
    await assert.rejects(run(), told(/was stopped, from its beginning on/));
  });
});

function told(message: RegExp) {
  return (error: unknown) => {
    assert.ok(error instanceof UserError, String(error));
    assert.match(error.message, message);
    return true;
  };
}
