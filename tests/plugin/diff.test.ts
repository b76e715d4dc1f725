import assert from "node:assert/strict";
import { type JsonObject, type Path, withoutValueAt, withValueAt } from "../../sandbox/plugin/wire/json";
import { UNKNOWN } from "../../sandbox/plugin/wire/properties";
import { CONFIG_MAP, configMap, DEPLOYMENT, deployment, VIRTUAL_SERVICE, virtualService } from "./fixtures";
import { PluginUnderTest } from "./plugin-under-test";

interface ObjectOf {
  readonly apiVersion: string;
  readonly kind: string;
}

const resourceOf = ({ apiVersion, kind }: ObjectOf) => ({
  type: `kubernetes:${apiVersion === "v1" ? "core/v1" : apiVersion}:${kind}`,
  name: "it",
});

describe("the diff of Kubernetes objects", () => {
  let plugin: PluginUnderTest;

  before(async () => {
    plugin = await PluginUnderTest.start();
    await plugin.configure({ kubeconfig: "/nowhere" });
  });
  after(() => plugin.stop());

  const diff = (resource: { type: string; name: string }, olds: JsonObject, news: JsonObject, ignore: string[] = []) =>
    plugin.diff(resource, { inputs: olds, outputs: olds }, news, ignore);

  it("is empty for the same inputs", async () => {
    assert.deepEqual((await diff(VIRTUAL_SERVICE, virtualService([90, 10]), virtualService([90, 10]))).changes, []);
  });

  it("names exactly the changed weights", async () => {
    const { changes } = await diff(VIRTUAL_SERVICE, virtualService([90, 10]), virtualService([80, 20]));
    assert.deepEqual(changes, ["update spec.http[0].route[0].weight", "update spec.http[0].route[1].weight"]);
  });

  it("names what comes and goes where it comes and goes", async () => {
    const news = virtualService([90, 10, 0], { "example.com/note": "x" });
    const { changes } = await diff(VIRTUAL_SERVICE, virtualService([90, 10]), news);
    assert.deepEqual(changes, ["add metadata.annotations", "add spec.http[0].route[2]"]);
    const note = virtualService([90, 10], { "example.com/note": "y", "example.com/other": "z" });
    const noted = await diff(VIRTUAL_SERVICE, virtualService([90, 10], { "example.com/note": "x" }), note);
    assert.deepEqual(noted.changes, [
      'add metadata.annotations["example.com/other"]',
      'update metadata.annotations["example.com/note"]',
    ]);
  });

  it("leaves out what the program ignores, with wildcards too", async () => {
    const [olds, news] = [virtualService([90, 10]), virtualService([80, 20])];
    assert.deepEqual((await diff(VIRTUAL_SERVICE, olds, news, ["spec.http[*].route[*].weight"])).changes, []);
    assert.deepEqual((await diff(VIRTUAL_SERVICE, olds, news, ["spec.http[0].route[0]"])).changes, [
      "update spec.http[0].route[1].weight",
    ]);
  });

  it("replaces an object under another name, after the new one is made", async () => {
    const { changes, deleteBeforeReplace } = await diff(CONFIG_MAP, configMap({}, "a"), configMap({}, "b"));
    assert.deepEqual(changes, ["update! metadata.name"]);
    assert.equal(deleteBeforeReplace, false);
  });

  it("replaces an object of a name that is not known yet", async () => {
    assert.deepEqual((await diff(CONFIG_MAP, configMap({}, "a"), configMap({}, UNKNOWN))).changes, [
      "update! metadata.name",
    ]);
  });

  it("makes way first for a new object of the same fixed name, but not of a chosen name", async () => {
    const [olds, news] = [deployment({ app: "old" }), deployment({ app: "new" })];
    const fixed = await diff(DEPLOYMENT, olds, news);
    assert.deepEqual(fixed.changes, [
      "update spec.template.metadata.labels.app",
      "update! spec.selector.matchLabels.app",
    ]);
    assert.equal(fixed.deleteBeforeReplace, true);
    const chosen = (object: JsonObject) =>
      withValueAt(object, ["metadata", "annotations", "pulumi.com/autonamed"], "true");
    assert.equal((await diff(DEPLOYMENT, chosen(olds), chosen(news))).deleteBeforeReplace, false);
  });

  it("takes an object that got the default namespace for one that is there", async () => {
    const olds = withoutValueAt(configMap({}), ["metadata", "namespace"]);
    const { changes } = await plugin.diff(CONFIG_MAP, { inputs: olds, outputs: configMap({}) }, configMap({}));
    assert.deepEqual(changes, []);
  });

  it("changes the version of a group in place, and replaces an object of another group", async () => {
    const of = (apiVersion: string) => ({ ...virtualService([100]), apiVersion });
    const versions = await diff(VIRTUAL_SERVICE, of("networking.istio.io/v1beta1"), of("networking.istio.io/v1"));
    assert.deepEqual(versions.changes, ["update apiVersion"]);
    const groups = await diff(VIRTUAL_SERVICE, of("networking.example.com/v1"), of("networking.istio.io/v1"));
    assert.deepEqual(groups.changes, ["update! apiVersion"]);
  });

  const immutable: readonly [ObjectOf, string, Path][] = [
    [{ apiVersion: "v1", kind: "Service" }, "spec.clusterIP", ["spec", "clusterIP"]],
    [
      { apiVersion: "batch/v1", kind: "Job" },
      "spec.template.spec.containers[0].image",
      ["spec", "template", "spec", "containers", 0, "image"],
    ],
    [{ apiVersion: "storage.k8s.io/v1", kind: "StorageClass" }, "provisioner", ["provisioner"]],
    [{ apiVersion: "rbac.authorization.k8s.io/v1", kind: "RoleBinding" }, "roleRef.name", ["roleRef", "name"]],
    [{ apiVersion: "apps/v1", kind: "StatefulSet" }, "spec.serviceName", ["spec", "serviceName"]],
    [
      { apiVersion: "apps/v1", kind: "DaemonSet" },
      "spec.selector.matchLabels.app",
      ["spec", "selector", "matchLabels", "app"],
    ],
    [{ apiVersion: "v1", kind: "Secret" }, "type", ["type"]],
    [{ apiVersion: "v1", kind: "Secret" }, "data.key", ["data", "key"]],
    [{ apiVersion: "v1", kind: "ConfigMap" }, "data.key", ["data", "key"]],
    [{ apiVersion: "v1", kind: "Pod" }, "spec.nodeName", ["spec", "nodeName"]],
  ];

  for (const [kind, field, path] of immutable) {
    it(`replaces a ${kind.kind} for ${field}`, async () => {
      const named = { ...kind, metadata: { name: "it", namespace: "bookinfo" } };
      const lists = kind.kind === "Job" ? withValueAt(named, ["spec", "template", "spec", "containers"], [{}]) : named;
      const [olds, news] = ["a", "b"].map((value) => withValueAt(lists, path, value)) as [JsonObject, JsonObject];
      const { changes, deleteBeforeReplace } = await diff(resourceOf(kind), olds, news);
      assert.deepEqual(changes, [`update! ${field}`]);
      assert.equal(deleteBeforeReplace, true);
    });
  }

  it("replaces an object when what holds an immutable field comes or goes", async () => {
    const service = { apiVersion: "v1", kind: "Service", metadata: { name: "it", namespace: "bookinfo" } };
    const { changes } = await diff(resourceOf(service), service, { ...service, spec: { clusterIP: "None" } });
    assert.deepEqual(changes, ["add! spec"]);
  });

  it("changes the image of a running Pod in place", async () => {
    const pod = (image: string): JsonObject => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "it", namespace: "bookinfo" },
      spec: { containers: [{ name: "c", image }] },
    });
    const { changes } = await diff({ type: "kubernetes:core/v1:Pod", name: "it" }, pod("a"), pod("b"));
    assert.deepEqual(changes, ["update spec.containers[0].image"]);
  });

  it("changes data in place when the provider is told to, unless the object is sealed", async () => {
    await plugin.configure({ kubeconfig: "/nowhere", enableConfigMapMutable: true });
    const open = await diff(CONFIG_MAP, configMap({ a: "1" }), configMap({ a: "2" }));
    assert.deepEqual(open.changes, ["update data.a"]);
    const sealed = (a: string) => ({ ...configMap({ a }), immutable: true });
    assert.deepEqual((await diff(CONFIG_MAP, sealed("1"), sealed("2"))).changes, ["update! data.a"]);
    await plugin.configure({ kubeconfig: "/nowhere" });
  });

  it("binds a patch to the object that it patches, and to nothing else", async () => {
    const resource = { type: "kubernetes:core/v1:ServicePatch", name: "it" };
    const patch = (name: string, clusterIP: string): JsonObject => ({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace: "bookinfo" },
      spec: { clusterIP },
    });
    assert.deepEqual((await diff(resource, patch("a", "1"), patch("a", "2"))).changes, ["update spec.clusterIP"]);
    assert.deepEqual((await diff(resource, patch("a", "1"), patch("b", "1"))).changes, ["update! metadata.name"]);
  });
});
