import assert from "node:assert/strict";
import { objectAt } from "../../sandbox/plugin/wire/json";
import { FakeApiServer } from "./fake-api-server";
import { PluginUnderTest } from "./plugin-under-test";

const PATCH = { type: "kubernetes:core/v1:NamespacePatch", name: "injection" };
const PATH = "/api/v1/namespaces/default";

const labels = (values: Readonly<Record<string, string>>, name = "default") => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, labels: values },
});

describe("patches of objects", () => {
  let api: FakeApiServer;
  let plugin: PluginUnderTest;

  beforeEach(async () => {
    api = await FakeApiServer.start();
    plugin = await PluginUnderTest.start();
    await plugin.configure({ kubeconfig: api.kubeconfig });
    api.edit(PATH, "somebody", ["metadata", "labels"], {});
    api.edit(PATH, "somebody", ["metadata", "labels", "team"], "bookinfo");
  });

  afterEach(async () => {
    plugin.stop();
    await api.stop();
  });

  const liveLabels = () => objectAt(api.at(PATH), ["metadata", "labels"]);

  it("need a name, and get none", async () => {
    const { failures } = await plugin.tryCheck(PATCH, { apiVersion: "v1", kind: "Namespace", metadata: {} });
    assert.deepEqual(failures, ["metadata.name: a patch must say which object it is for: set metadata.name"]);
  });

  it("set their fields, change them, and give them up again, and leave all others alone", async () => {
    const created = await plugin.create(PATCH, labels({ "istio-injection": "enabled", tier: "mesh" }));
    assert.equal(created.id, "default");
    assert.deepEqual(liveLabels(), { team: "bookinfo", "istio-injection": "enabled", tier: "mesh" });

    const updated = await plugin.update(PATCH, created, labels({ "istio-injection": "disabled" }));
    assert.deepEqual(liveLabels(), { team: "bookinfo", "istio-injection": "disabled" });

    await plugin.delete(PATCH, updated);
    assert.deepEqual(liveLabels(), { team: "bookinfo" });
    assert.deepEqual(api.sent("DELETE"), []);
  });

  it("say who has a field that they set too", async () => {
    await assert.rejects(
      plugin.create(PATCH, labels({ team: "mesh" })),
      /Namespace default conflicts .*\n {2}\.metadata\.labels\.team is owned by somebody\n.*patchForce/,
    );
  });

  it("need their object: an update fails without it, a preview warns", async () => {
    await assert.rejects(
      plugin.create(PATCH, labels({}, "later")),
      /there is no Namespace later to patch: it must exist/,
    );
    await plugin.create(PATCH, labels({}, "later"), { preview: true });
    assert.match(plugin.messages.join("\n"), /^warning: there is no Namespace later to patch: it must exist/);
    assert.equal(api.at("/api/v1/namespaces/later"), undefined);
  });

  it("do not make an object that is gone", async () => {
    const created = await plugin.create(PATCH, labels({ tier: "mesh" }));
    api.remove(PATH);
    await plugin.update(PATCH, created, labels({ tier: "edge" }), { preview: true });
    assert.match(plugin.messages.join("\n"), /^warning: there is no Namespace default to patch: it must exist/);
    await assert.rejects(
      plugin.update(PATCH, created, labels({ tier: "edge" })),
      /there is no Namespace default to patch/,
    );
    assert.equal(api.at(PATH), undefined);
  });

  it("stay as they are in a cluster that does not answer, when the provider is told to", async () => {
    const created = await plugin.create(PATCH, labels({ tier: "mesh" }));
    await plugin.configure({ kubeconfig: api.kubeconfig, skipUpdateUnreachable: "true" });
    await api.stop();
    const left = await plugin.update(PATCH, created, labels({ tier: "edge" }));
    assert.deepEqual(left.outputs, created.outputs);
  });

  it("change nothing in a preview", async () => {
    const planned = await plugin.create(PATCH, labels({ tier: "mesh" }), { preview: true });
    assert.equal(objectAt(planned.outputs, ["metadata", "labels"])["tier"], "mesh");
    assert.deepEqual(liveLabels(), { team: "bookinfo" });
  });

  it("show a field that was changed behind their back", async () => {
    const created = await plugin.create(PATCH, labels({ "istio-injection": "enabled" }));
    api.edit(PATH, "kubectl-label", ["metadata", "labels", "istio-injection"], "disabled");
    const live = await plugin.read(PATCH, created);
    assert.ok(live);
    const { changes } = await plugin.diff(PATCH, live, created.inputs);
    assert.deepEqual(changes, ["update metadata.labels.istio-injection"]);
  });

  it("are content when their object is gone", async () => {
    const created = await plugin.create(PATCH, labels({ tier: "mesh" }));
    api.remove(PATH);
    await plugin.delete(PATCH, created);
    assert.equal(await plugin.read(PATCH, created), undefined);
    assert.equal(api.at(PATH), undefined);
  });
});
