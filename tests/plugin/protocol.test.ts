import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { credentials, status } from "@grpc/grpc-js";
import { type PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as pb from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { bundlePlugin } from "../../sandbox/plugin/bundle";
import { type JsonObject } from "../../sandbox/plugin/wire/json";
import { decodeProperties, encodeProperties } from "../../sandbox/plugin/wire/properties";
import { CONFIG_MAP, configMap } from "./fixtures";
import { PluginUnderTest, waitFor } from "./plugin-under-test";

describe("Pulumi's protocol", () => {
  let plugin: PluginUnderTest;
  before(async () => (plugin = await PluginUnderTest.start()));
  after(() => plugin.stop());

  it("refuses resources before it is configured", async () => {
    await assert.rejects(plugin.create(CONFIG_MAP, configMap({})), /has not configured the provider/);
  });

  it("takes secrets, and previews by itself", async () => {
    const response = await plugin.configure({ kubeconfig: "/nowhere" });
    assert.equal(response.getAcceptsecrets(), true);
    assert.equal(response.getSupportspreview(), true);
    assert.equal(response.getSupportsAutonamingConfiguration(), true);
  });

  it("takes the settings of older engines, which come as texts by config key", async () => {
    const request = new pb.ConfigureRequest();
    request.getVariablesMap().set("kubernetes:config:kubeconfig", "/elsewhere");
    await plugin.call((callback) => plugin.client.configure(request, callback));
    await assert.rejects(plugin.create(CONFIG_MAP, configMap({})), /there is no kubeconfig at \/elsewhere/);
  });

  it("gives its version", async () => {
    const info = await plugin.call<PluginInfo>((callback) => plugin.client.getPluginInfo(new Empty(), callback));
    assert.match(info.getVersion(), /^4\.\d+\.\d+$/);
  });

  it("says what it does not do, and where to get it", async () => {
    const construct = new pb.ConstructRequest();
    construct.setType("kubernetes:yaml/v2:ConfigGroup");
    const error: unknown = await plugin
      .call((callback) => plugin.client.construct(construct, callback))
      .catch((reason: unknown) => reason);
    assert.ok(error instanceof Error);
    assert.equal((error.cause as { code: number }).code, status.UNIMPLEMENTED);
    assert.match(error.message, /component kubernetes:yaml\/v2:ConfigGroup is not implemented .*pulumi plugin install/);
  });

  const invoke = async (token: string, args: JsonObject) => {
    const request = new pb.InvokeRequest();
    request.setTok(token);
    request.setArgs(encodeProperties({ value: args, secrets: [] }));
    const response = await plugin.call<pb.InvokeResponse>((callback) => plugin.client.invoke(request, callback));
    return decodeProperties(response.getReturn()).value;
  };

  it("decodes YAML for a program", async () => {
    const text = "kind: A\n---\n---\nkind: B\n";
    assert.deepEqual(await invoke("kubernetes:yaml:decode", { text }), { result: [{ kind: "A" }, { kind: "B" }] });
    await assert.rejects(invoke("kubernetes:yaml:decode", { text: "a: [" }), /document 1 is not YAML/);
    await assert.rejects(
      invoke("kubernetes:helm:template", {}),
      /function kubernetes:helm:template is not implemented/,
    );
  });

  describe("of the bundled plugin", () => {
    let folder: string;
    before(() => (folder = mkdtempSync(join(tmpdir(), "plugin-bundle-"))));
    after(() => rmSync(folder, { recursive: true }));

    it("prints its port, serves, and goes when the engine is gone", async () => {
      const file = join(folder, "plugin.cjs");
      await bundlePlugin(file);
      // The shell stands for the engine: it starts the plugin, and is killed.
      const engine = spawn("sh", ["-c", `"$0" "$1" & echo $! ; wait`, process.execPath, file]);
      const lines = createInterface({ input: engine.stdout })[Symbol.asyncIterator]();
      const pid = Number((await lines.next()).value);
      const port = Number((await lines.next()).value);
      const client = new ResourceProviderClient(`127.0.0.1:${port}`, credentials.createInsecure());
      const info = await plugin.call<PluginInfo>((callback) => client.getPluginInfo(new Empty(), callback));
      assert.match(info.getVersion(), /^4\./);
      client.close();

      engine.kill("SIGKILL");
      await once(engine, "exit");
      await waitFor(() => !isAlive(pid));
    });
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
