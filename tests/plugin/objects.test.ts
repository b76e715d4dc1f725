import assert from "node:assert/strict";
import { type Json, type JsonObject, objectAt, stringAt, valueAt, withValueAt } from "../../sandbox/plugin/wire/json";
import { UNKNOWN } from "../../sandbox/plugin/wire/properties";
import { FakeApiServer } from "./fake-api-server";
import {
  CONFIG_MAP,
  configMap,
  DEPLOYMENT,
  deployment,
  DEPLOYMENT_PATH,
  rolledOut,
  VIRTUAL_SERVICE,
  VIRTUAL_SERVICE_PATH,
  virtualService,
} from "./fixtures";
import { InitError, PluginUnderTest, waitFor } from "./plugin-under-test";

const SECRET = { type: "kubernetes:core/v1:Secret", name: "login" };
const SERVICE = { type: "kubernetes:core/v1:Service", name: "reviews" };
const FORCE = { "pulumi.com/patchForce": "true" };
const SKIP = { "pulumi.com/skipAwait": "true" };
const WEIGHTS = ["spec", "http", 0, "route"];

describe("Kubernetes objects", () => {
  let api: FakeApiServer;
  let plugin: PluginUnderTest;

  beforeEach(async () => {
    api = await FakeApiServer.start();
    plugin = await PluginUnderTest.start();
    await plugin.configure({ kubeconfig: api.kubeconfig });
  });

  afterEach(async () => {
    plugin.stop();
    await api.stop();
  });

  describe("check", () => {
    it("names an object without a name after the resource, the same in preview and update", async () => {
      const inputs = { apiVersion: "v1", kind: "ConfigMap", data: {} };
      const first = await plugin.check(CONFIG_MAP, inputs);
      assert.match(stringAt(first, ["metadata", "name"]) ?? "", /^settings-[0-9a-f]{8}$/);
      assert.deepEqual(await plugin.check(CONFIG_MAP, inputs), first);
      assert.notDeepEqual(await plugin.check(CONFIG_MAP, inputs, {}, "another seed"), first);
    });

    it("keeps a chosen name, but not one that the program has given up", async () => {
      const inputs = { apiVersion: "v1", kind: "ConfigMap", data: {} };
      const chosen = await plugin.check(CONFIG_MAP, inputs);
      assert.deepEqual(await plugin.check(CONFIG_MAP, inputs, chosen, "later"), chosen);
      const given = await plugin.check(CONFIG_MAP, inputs, configMap({}, "mine"), "later");
      assert.match(stringAt(given, ["metadata", "name"]) ?? "", /^settings-/);
    });

    it("places namespaced objects in the default namespace, and no others", async () => {
      const inNamespace = await plugin.check(CONFIG_MAP, { apiVersion: "v1", kind: "ConfigMap" });
      assert.equal(stringAt(inNamespace, ["metadata", "namespace"]), "default");
      const namespace = { type: "kubernetes:core/v1:Namespace", name: "ns" };
      const ofCluster = await plugin.check(namespace, { apiVersion: "v1", kind: "Namespace" });
      assert.equal(stringAt(ofCluster, ["metadata", "namespace"]), undefined);
    });

    it("takes the default namespace from the provider's settings", async () => {
      await plugin.configure({ kubeconfig: api.kubeconfig, namespace: "bookinfo" });
      const inputs = await plugin.check(CONFIG_MAP, { apiVersion: "v1", kind: "ConfigMap" });
      assert.equal(stringAt(inputs, ["metadata", "namespace"]), "bookinfo");
    });

    it("refuses an expectation that it cannot read, and what only the official plugin does", async () => {
      const annotated = (annotations: JsonObject) => ({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { annotations },
      });
      const { failures } = await plugin.tryCheck(
        CONFIG_MAP,
        annotated({ "pulumi.com/waitFor": "Ready", "pulumi.com/replaceUnready": "true" }),
      );
      assert.equal(failures.length, 2);
      assert.match(
        failures[0] ?? "",
        /^metadata\.annotations\["pulumi\.com\/waitFor"\]: "Ready" is none of condition=/,
      );
      assert.match(failures[1] ?? "", /replaceUnready"\]: .* has no replacement of unready objects: .*official plugin/);
      assert.deepEqual((await plugin.tryCheck(CONFIG_MAP, annotated({ "pulumi.com/waitFor": UNKNOWN }))).failures, []);
    });

    it("marks a Secret's data that the program has not", async () => {
      const secret = { apiVersion: "v1", kind: "Secret", stringData: { password: "hunter2" } };
      assert.deepEqual((await plugin.tryCheck(SECRET, secret)).secrets, [["stringData"]]);
    });

    it("refuses what cannot be right, naming the property", async () => {
      const wrong = { apiVersion: "v1", kind: "", metadata: { name: 7, generateName: "x-" } };
      const { failures } = await plugin.tryCheck(CONFIG_MAP, wrong);
      assert.equal(failures.length, 3);
      assert.match(failures[0] ?? "", /^kind: kind is "": expected a string/);
      assert.match(failures[1] ?? "", /^metadata\.name: metadata\.name is 7: expected a string/);
      assert.match(failures[2] ?? "", /^metadata\.generateName: .*set metadata\.name/);
    });
  });

  describe("create", () => {
    it("applies the object under a field manager of the resource's own", async () => {
      const created = await plugin.create(VIRTUAL_SERVICE, virtualService([100, 0]));
      assert.equal(created.id, "bookinfo/reviews");
      assert.deepEqual(valueAt(api.at(VIRTUAL_SERVICE_PATH), [...WEIGHTS, 0, "weight"]), 100);
      assert.match(stringAt(created.outputs, ["__fieldManager"]) ?? "", /^pulumi-kubernetes-[0-9a-f]{8}$/);
      assert.equal(objectAt(created.outputs, ["metadata"])["managedFields"], undefined);
      assert.equal(typeof stringAt(created.outputs, ["metadata", "uid"]), "string");
    });

    it("keeps the inputs where the official provider looks for them", async () => {
      const created = await plugin.create(CONFIG_MAP, configMap({ a: "1" }));
      assert.deepEqual(created.outputs["__inputs"], configMap({ a: "1" }));
      const updated = await plugin.update(CONFIG_MAP, created, configMap({ a: "2" }));
      assert.deepEqual(updated.outputs["__inputs"], configMap({ a: "2" }));
    });

    it("fails for an object that somebody else made, and says what can be done", async () => {
      api.put("/api/v1/namespaces/bookinfo/configmaps", configMap({ a: "1" }));
      await assert.rejects(
        plugin.create(CONFIG_MAP, configMap({ a: "2" })),
        /ConfigMap bookinfo\/settings already exists .*import: "bookinfo\/settings".*ConfigMapPatch.*upsertExistingObjects/,
      );
    });

    it("takes up an object that an interrupted update of the same resource left behind", async () => {
      await plugin.create(CONFIG_MAP, configMap({ a: "1" }));
      const again = await plugin.create(CONFIG_MAP, configMap({ a: "2" }));
      assert.equal(valueAt(again.outputs, ["data", "a"]), "2");
      assert.match(plugin.messages.join("\n"), /info: ConfigMap bookinfo\/settings is there already/);
    });

    it("takes over whatever exists when the provider is told to", async () => {
      await plugin.configure({ kubeconfig: api.kubeconfig, upsertExistingObjects: "true" });
      api.put("/api/v1/namespaces/bookinfo/configmaps", configMap({ mine: "1" }));
      const created = await plugin.create(CONFIG_MAP, configMap({ other: "2" }));
      assert.deepEqual(created.outputs["data"], { mine: "1", other: "2" });
    });

    it("waits for a namespace and a kind that are about to exist", async () => {
      const certificate = { type: "kubernetes:example.com/v1:Certificate", name: "c" };
      const metadata = { name: "c", namespace: "later" };
      const creating = plugin.create(certificate, { apiVersion: "example.com/v1", kind: "Certificate", metadata });
      await waitFor(() => plugin.messages.some((message) => message.includes("knows no kind Certificate")));
      api.serveKind("example.com/v1", { kind: "Certificate", plural: "certificates", namespaced: true });
      await waitFor(() => plugin.messages.some((message) => message.includes('"later" not found')));
      api.put("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: "later" } });
      assert.equal((await creating).id, "later/c");
    });

    it("waits for an admission webhook whose service is just starting", async () => {
      let refusals = 2;
      api.refuse = ({ method }) =>
        method === "PATCH" && refusals-- > 0
          ? { code: 500, reason: "InternalError", message: 'failed calling webhook "validation.istio.io": refused' }
          : undefined;
      assert.equal((await plugin.create(VIRTUAL_SERVICE, virtualService([100, 0]))).id, "bookinfo/reviews");
    });

    it("marks what came from secret inputs as secret, and a Secret's data always", async () => {
      const metadata = { name: "login", namespace: "bookinfo" };
      const inputs = { apiVersion: "v1", kind: "Secret", metadata, stringData: { password: "hunter2" } };
      api.settle = (object) => ({ ...object, data: { password: "aHVudGVyMg==" } });
      const secret = await plugin.create(SECRET, inputs);
      assert.deepEqual(secret.secrets, [["__inputs", "stringData"], ["data"], ["stringData"]]);

      api.settle = (object) => object;
      const created = await plugin.create(CONFIG_MAP, configMap({ token: "t" }), { secrets: [["data", "token"]] });
      assert.deepEqual(created.secrets, [
        ["__inputs", "data", "token"],
        ["data", "token"],
      ]);
    });

    it("marks all of a list with a secret in it, for its items may have changed places", async () => {
      const withToken = (...names: string[]) => ({ ...deployment({}, SKIP), env: names.map((name) => ({ name })) });
      api.settle = (object) => ({ ...object, env: [{ name: "injected" }, { name: "token" }] });
      const created = await plugin.create(DEPLOYMENT, withToken("token"), { secrets: [["env", 0, "name"]] });
      assert.deepEqual(created.secrets, [["__inputs", "env"], ["env"]]);
      const live = await plugin.read(DEPLOYMENT, created, [["env", 0, "name"]]);
      assert.deepEqual([live?.secretInputs, live?.secrets], [[["env"]], created.secrets]);
    });

    it("keeps an object in the state that does not become ready, with the reason", async () => {
      const pod = {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "reviews-v1-x", namespace: "bookinfo", labels: { app: "reviews" } },
        status: {
          containerStatuses: [
            { name: "reviews", state: { waiting: { reason: "ImagePullBackOff", message: "no such image" } } },
          ],
        },
      };
      api.put("/api/v1/namespaces/bookinfo/pods", pod);
      api.settle = (object) => ({ ...object, status: { replicas: 1, updatedReplicas: 1, availableReplicas: 0 } });
      const failure = await failureOf(plugin.create(DEPLOYMENT, deployment(), { timeout: 0.3 }));
      assert.equal(failure.id, "bookinfo/reviews-v1");
      assert.deepEqual(failure.reasons, [
        "Deployment bookinfo/reviews-v1 was not ready within 0.3 s: 0 of 1 pods are available",
        "container reviews of pod reviews-v1-x: ImagePullBackOff: no such image",
      ]);
      assert.equal(stringAt(failure.outputs, ["kind"]), "Deployment");
    });

    it("does not wait for an object that is annotated so", async () => {
      const inputs = deployment({}, SKIP);
      assert.equal((await plugin.create(DEPLOYMENT, inputs)).id, "bookinfo/reviews-v1");
    });

    it("waits for what the program waits for, in place of what makes its kind ready", async () => {
      const metadata = {
        name: "settings",
        namespace: "bookinfo",
        annotations: { "pulumi.com/waitFor": "condition=Ready" },
      };
      const path = "/api/v1/namespaces/bookinfo/configmaps/settings";
      const creating = plugin.create(CONFIG_MAP, { ...configMap({ a: "1" }), metadata });
      await waitFor(() => plugin.messages.includes("status: it has no condition Ready yet"));
      api.edit(path, "controller", ["status"], { conditions: [{ type: "Ready", status: "True" }] });
      assert.equal((await creating).id, "bookinfo/settings");

      const inputs = deployment({}, { "pulumi.com/waitFor": "jsonpath={.metadata.uid}" });
      assert.equal((await plugin.create(DEPLOYMENT, inputs)).id, "bookinfo/reviews-v1");
    });

    it("takes the time limit from the annotation", async () => {
      const failure = await failureOf(
        plugin.create(DEPLOYMENT, deployment({}, { "pulumi.com/timeoutSeconds": "0.2" })),
      );
      assert.match(failure.message, /was not ready within 0\.2 s/);
    });

    it("stops waiting when the user cancels, and keeps what was made", async () => {
      const creating = failureOf(plugin.create(DEPLOYMENT, deployment()));
      await waitFor(() => plugin.messages.length > 0);
      await plugin.cancel();
      assert.match((await creating).message, /was not waited for any longer \(cancelled\)/);
      assert.ok(api.at(DEPLOYMENT_PATH));
    });
  });

  describe("preview of a creation", () => {
    it("shows the server's defaults, changes nothing, and leaves open what only the real thing gets", async () => {
      api.settle = (object) => ({ ...object, immutable: false, status: {} });
      const planned = await plugin.create(CONFIG_MAP, configMap({ a: "1" }), { preview: true });
      assert.equal(planned.id, "");
      assert.equal(planned.outputs["immutable"], false);
      assert.equal(valueAt(planned.outputs, ["metadata", "uid"]), UNKNOWN);
      assert.equal(planned.outputs["status"], undefined);
      assert.equal(api.at("/api/v1/namespaces/bookinfo/configmaps/settings"), undefined);
    });

    it("leaves a Service's addresses and node ports open", async () => {
      api.settle = (object) => ({
        ...object,
        spec: {
          type: "NodePort",
          clusterIP: "10.0.0.7",
          clusterIPs: ["10.0.0.7"],
          ports: [
            { port: 80, nodePort: 31000 },
            { port: 81, nodePort: 30081 },
          ],
        },
      });
      const metadata = { name: "reviews", namespace: "bookinfo" };
      const spec: JsonObject = { type: "NodePort", ports: [{ port: 80 }, { port: 81, nodePort: 30081 }] };
      const { outputs } = await plugin.create(
        SERVICE,
        { apiVersion: "v1", kind: "Service", metadata, spec },
        { preview: true },
      );
      assert.deepEqual(outputs["spec"], {
        type: "NodePort",
        clusterIP: UNKNOWN,
        clusterIPs: UNKNOWN,
        ports: [
          { port: 80, nodePort: UNKNOWN },
          { port: 81, nodePort: 30081 },
        ],
      });
    });

    it("passes over inputs that are not known yet, kinds that are not installed yet and namespaces that do not exist yet", async () => {
      const unknown = configMap({ a: UNKNOWN });
      assert.equal(
        valueAt((await plugin.create(CONFIG_MAP, unknown, { preview: true })).outputs, ["data", "a"]),
        UNKNOWN,
      );
      const metadata = { name: "c", namespace: "bookinfo" };
      const certificate = { apiVersion: "example.com/v1", kind: "Certificate", metadata };
      const resource = { type: "kubernetes:example.com/v1:Certificate", name: "c" };
      assert.equal((await plugin.create(resource, certificate, { preview: true })).outputs["kind"], "Certificate");
      const elsewhere = { ...configMap({ a: "1" }), metadata: { name: "settings", namespace: "later" } };
      assert.deepEqual((await plugin.create(CONFIG_MAP, elsewhere, { preview: true })).outputs["data"], { a: "1" });
    });

    it("warns that an object exists already", async () => {
      api.put("/api/v1/namespaces/bookinfo/configmaps", configMap({ a: "1" }));
      await plugin.create(CONFIG_MAP, configMap({ a: "2" }), { preview: true });
      assert.match(plugin.messages.join("\n"), /^warning: ConfigMap bookinfo\/settings already exists/);
    });

    it("does not warn when the old object makes way for it", async () => {
      api.put("/api/v1/namespaces/bookinfo/configmaps", configMap({ a: "1" }));
      const [inputs, news] = [configMap({ a: "1" }), configMap({ a: "2" })];
      assert.deepEqual(await plugin.diff(CONFIG_MAP, { inputs, outputs: inputs }, news), {
        changes: ["update! data.a"],
        deleteBeforeReplace: true,
      });
      await plugin.create(CONFIG_MAP, news, { preview: true });
      assert.deepEqual(plugin.messages, []);
    });

    it("ends with the API server's refusal", async () => {
      api.refuse = ({ dryRun }) =>
        dryRun ? { code: 422, reason: "Invalid", message: "spec.http: weights must add up" } : undefined;
      await assert.rejects(
        plugin.create(VIRTUAL_SERVICE, virtualService([1, 2]), { preview: true }),
        /weights must add up/,
      );
    });
  });

  describe("update", () => {
    it("changes what changed, takes away what is no longer said, and leaves what others own", async () => {
      const created = await plugin.create(CONFIG_MAP, configMap({ kept: "1", dropped: "2" }));
      api.edit("/api/v1/namespaces/bookinfo/configmaps/settings", "somebody", ["data", "other"], "3");
      const updated = await plugin.update(CONFIG_MAP, created, configMap({ kept: "4" }));
      assert.deepEqual(updated.outputs["data"], { kept: "4", other: "3" });
    });

    it("waits until a changed Deployment is rolled out", async () => {
      api.settle = (object) => rolledOut(object);
      const created = await plugin.create(DEPLOYMENT, deployment());
      api.settle = (object) => ({ ...object, status: { replicas: 1, updatedReplicas: 0, availableReplicas: 1 } });
      const updating = plugin.update(DEPLOYMENT, created, deployment({ image: "reviews:2" }));
      await waitFor(() => plugin.messages.includes("status: 0 of 1 pods are of the new version"));
      api.edit(DEPLOYMENT_PATH, "controller", ["status"], rolledOut({})["status"]);
      assert.equal(valueAt((await updating).outputs, ["status", "availableReplicas"]), 1);
    });

    it("tells in a preview what would become, without a change", async () => {
      const created = await plugin.create(VIRTUAL_SERVICE, virtualService([100, 0]));
      const planned = await plugin.update(VIRTUAL_SERVICE, created, virtualService([90, 10]), { preview: true });
      assert.equal(valueAt(planned.outputs, [...WEIGHTS, 1, "weight"]), 10);
      assert.equal(valueAt(api.at(VIRTUAL_SERVICE_PATH), [...WEIGHTS, 1, "weight"]), 0);
    });

    for (const preview of [true, false]) {
      it(`reports fields that another manager has taken, in ${preview ? "a preview" : "an update"}`, async () => {
        const created = await plugin.create(VIRTUAL_SERVICE, virtualService([100, 0]));
        api.edit(VIRTUAL_SERVICE_PATH, "kubectl-edit", ["spec", "http"], [{ route: [] }]);
        await assert.rejects(plugin.update(VIRTUAL_SERVICE, created, virtualService([90, 10]), { preview }), {
          message:
            "server-side apply of VirtualService bookinfo/reviews conflicts with other managers of its fields:\n" +
            "  .spec.http is owned by kubectl-edit\n" +
            'To take these fields over, give the resource the annotation pulumi.com/patchForce: "true"; to leave them to ' +
            "the other manager, remove them from the program or list them in ignoreChanges.",
        });
      });
    }

    it("takes them over when the resource, or the provider, is told to", async () => {
      const created = await plugin.create(VIRTUAL_SERVICE, virtualService([100, 0]));
      api.edit(VIRTUAL_SERVICE_PATH, "kubectl-edit", ["spec", "http"], []);
      await plugin.update(VIRTUAL_SERVICE, created, virtualService([90, 10], FORCE));
      assert.equal(valueAt(api.at(VIRTUAL_SERVICE_PATH), [...WEIGHTS, 1, "weight"]), 10);

      api.edit(VIRTUAL_SERVICE_PATH, "kubectl-edit", ["spec", "http"], []);
      await plugin.configure({ kubeconfig: api.kubeconfig, enablePatchForce: true });
      await plugin.update(VIRTUAL_SERVICE, created, virtualService([80, 20]));
      assert.equal(valueAt(api.at(VIRTUAL_SERVICE_PATH), [...WEIGHTS, 1, "weight"]), 20);
    });

    it("takes over what kubectl apply has set without being told to", async () => {
      const created = await plugin.create(VIRTUAL_SERVICE, virtualService([100, 0]));
      api.edit(VIRTUAL_SERVICE_PATH, "kubectl", ["spec", "http"], []);
      await plugin.update(VIRTUAL_SERVICE, created, virtualService([90, 10]));
      assert.equal(valueAt(api.at(VIRTUAL_SERVICE_PATH), [...WEIGHTS, 1, "weight"]), 10);
    });

    it("gives up the fields under its former name when the program names another field manager", async () => {
      await plugin.configure({ kubeconfig: api.kubeconfig, enablePatchForce: true });
      const named = (name: string, data: Readonly<Record<string, string>>) =>
        withValueAt(configMap(data), ["metadata", "annotations", "pulumi.com/patchFieldManager"], name);
      const created = await plugin.create(CONFIG_MAP, named("one", { kept: "1", dropped: "2" }));
      await plugin.update(CONFIG_MAP, created, named("two", { kept: "1" }));
      assert.deepEqual(api.at("/api/v1/namespaces/bookinfo/configmaps/settings")?.["data"], { kept: "1" });
    });

    it("leaves ignored places to whoever has set them", async () => {
      const created = await plugin.create(DEPLOYMENT, deployment({}, SKIP));
      api.edit(DEPLOYMENT_PATH, "autoscaler", ["spec", "replicas"], 5);
      const news = deployment({ image: "reviews:2" }, SKIP);
      const updated = await plugin.update(DEPLOYMENT, created, news, { ignoreChanges: ["spec.replicas"] });
      assert.equal(valueAt(updated.outputs, ["spec", "replicas"]), 5);
      assert.equal(valueAt(updated.outputs, ["spec", "template", "spec", "containers", 0, "image"]), "reviews:2");
    });

    it("makes an object again that was deleted behind its back", async () => {
      const created = await plugin.create(CONFIG_MAP, configMap({ a: "1" }));
      api.remove("/api/v1/namespaces/bookinfo/configmaps/settings");
      await plugin.update(CONFIG_MAP, created, configMap({ a: "2" }));
      assert.ok(api.at("/api/v1/namespaces/bookinfo/configmaps/settings"));
    });
  });

  describe("read", () => {
    it("finds nothing changed in an object that nobody has touched", async () => {
      const created = await plugin.create(VIRTUAL_SERVICE, virtualService([100, 0]));
      assert.deepEqual((await plugin.read(VIRTUAL_SERVICE, created))?.inputs, created.inputs);
    });

    it("shows what was changed behind its back, so that the program differs from it", async () => {
      const created = await plugin.create(VIRTUAL_SERVICE, virtualService([100, 0]));
      const edited = valueAt(virtualService([70, 30]), ["spec", "http"]) as Json;
      api.edit(VIRTUAL_SERVICE_PATH, "kubectl-edit", ["spec", "http"], edited);
      const live = await plugin.read(VIRTUAL_SERVICE, created);
      assert.ok(live);
      const { changes } = await plugin.diff(VIRTUAL_SERVICE, live, virtualService([100, 0]));
      assert.deepEqual(changes, ["update spec.http[0].route[0].weight", "update spec.http[0].route[1].weight"]);
    });

    it("does not take another spelling of the same value for a change", async () => {
      api.settle = (object) => ({ ...object, spec: { ...objectAt(object, ["spec"]), cpu: "500m", replicas: 1 } });
      const inputs = deployment({}, SKIP);
      const withCpu = { ...inputs, spec: { ...objectAt(inputs, ["spec"]), cpu: "0.5" } };
      const created = await plugin.create(DEPLOYMENT, withCpu);
      assert.deepEqual((await plugin.read(DEPLOYMENT, created))?.inputs, withCpu);
    });

    it("finds a missing object gone, and one whose kind is gone too", async () => {
      const created = await plugin.create(CONFIG_MAP, configMap({ a: "1" }));
      api.remove("/api/v1/namespaces/bookinfo/configmaps/settings");
      assert.equal(await plugin.read(CONFIG_MAP, created), undefined);
      const certificate = { apiVersion: "example.com/v1", kind: "Certificate" };
      const resource = { type: "kubernetes:example.com/v1:Certificate", name: "c" };
      assert.equal(await plugin.read(resource, { id: "bookinfo/c", inputs: certificate }), undefined);
    });

    it("reads by id alone what the program only looks up, with its status", async () => {
      const metadata = { name: "gateway", namespace: "bookinfo" };
      const status = { loadBalancer: { ingress: [{ hostname: "lb.example.com" }] } };
      api.put("/api/v1/namespaces/bookinfo/services", {
        apiVersion: "v1",
        kind: "Service",
        metadata,
        spec: {},
        status,
      });
      const live = await plugin.read(SERVICE, { id: "bookinfo/gateway" });
      assert.equal(stringAt(live?.outputs, ["status", "loadBalancer", "ingress", 0, "hostname"]), "lb.example.com");
      assert.deepEqual(live?.inputs, { apiVersion: "v1", kind: "Service", metadata, spec: {} });
    });

    it("marks a Secret's data that it finds, and the copy that kubectl apply left of it", async () => {
      const annotations = {
        "kubectl.kubernetes.io/last-applied-configuration": '{"data":{"password":"aHVudGVyMg=="}}',
      };
      const metadata = { name: "login", namespace: "bookinfo", annotations };
      const data = { password: "aHVudGVyMg==" };
      api.put("/api/v1/namespaces/bookinfo/secrets", { apiVersion: "v1", kind: "Secret", metadata, data });
      const live = await plugin.read(SECRET, { id: "bookinfo/login" });
      assert.deepEqual(live?.inputs["data"], data);
      assert.deepEqual(live?.secretInputs, [["data"]]);
      assert.deepEqual(live?.secrets, [
        ["__inputs", "data"],
        ["data"],
        ["metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"],
      ]);
    });

    it("reports an object that is there but not ready, so that the next update looks after it", async () => {
      const created = { id: "bookinfo/reviews-v1", inputs: deployment(), outputs: {} };
      api.put("/apis/apps/v1/namespaces/bookinfo/deployments", deployment());
      const failure = await failureOf(plugin.read(DEPLOYMENT, created));
      assert.match(failure.message, /Deployment bookinfo\/reviews-v1 is not ready: 0 of 1 pods are of the new version/);
    });
  });

  describe("delete", () => {
    it("waits until the object is gone", async () => {
      const created = await plugin.create(CONFIG_MAP, configMap({ a: "1" }));
      const path = "/api/v1/namespaces/bookinfo/configmaps/settings";
      api.edit(path, "controller", ["metadata", "finalizers"], ["example.com/guard"]);
      const deleting = plugin.delete(CONFIG_MAP, created);
      await waitFor(() => plugin.messages.some((message) => message.includes("example.com/guard")));
      api.remove(path);
      await deleting;
    });

    it("says what keeps an object that does not go away in time", async () => {
      const created = await plugin.create(CONFIG_MAP, configMap({ a: "1" }));
      const path = "/api/v1/namespaces/bookinfo/configmaps/settings";
      api.edit(path, "controller", ["metadata", "finalizers"], ["example.com/guard"]);
      await assert.rejects(plugin.delete(CONFIG_MAP, created, 0.2), {
        message:
          "ConfigMap bookinfo/settings was not gone within 0.2 s. Its finalizers are not done: example.com/guard.",
      });
    });

    it("does not wait for kinds that the program does not wait for", async () => {
      const created = await plugin.create(DEPLOYMENT, deployment({}, SKIP));
      api.edit(DEPLOYMENT_PATH, "controller", ["metadata", "finalizers"], ["example.com/guard"]);
      await plugin.delete(DEPLOYMENT, created, 0.2);
      assert.equal(stringAt(api.at(DEPLOYMENT_PATH), ["metadata", "deletionTimestamp"]), "now");

      const inputs = virtualService([100], SKIP);
      const routes = await plugin.create(VIRTUAL_SERVICE, inputs);
      api.edit(VIRTUAL_SERVICE_PATH, "controller", ["metadata", "finalizers"], ["example.com/guard"]);
      await assert.rejects(plugin.delete(VIRTUAL_SERVICE, routes, 0.2), /was not gone within 0\.2 s/);
    });

    it("is content with an object that is gone already, or whose kind is", async () => {
      await plugin.delete(CONFIG_MAP, { id: "bookinfo/settings", inputs: configMap({}), outputs: {} });
      const inputs = { apiVersion: "example.com/v1", kind: "Certificate" };
      await plugin.delete(
        { type: "kubernetes:example.com/v1:Certificate", name: "c" },
        { id: "a/c", inputs, outputs: {} },
      );
    });
  });

  describe("a cluster that does not answer", () => {
    const state = { id: "bookinfo/settings", inputs: configMap({}), outputs: configMap({}) };
    let kubeconfig: string;

    beforeEach(async () => {
      kubeconfig = api.kubeconfig;
      await api.stop();
    });

    it("is named with its server and context", async () => {
      const message =
        /the Kubernetes API server http:\/\/127\.0\.0\.1:\d+ \(context "fake"\) cannot be reached: .*ECONNREFUSED/;
      await assert.rejects(plugin.read(CONFIG_MAP, state), message);
      await assert.rejects(plugin.create(CONFIG_MAP, state.inputs), message);
      await assert.rejects(plugin.delete(CONFIG_MAP, state), message);
    });

    it("counts its objects as deleted when the provider is told to", async () => {
      await plugin.configure({ kubeconfig, deleteUnreachable: "true" });
      assert.equal(await plugin.read(CONFIG_MAP, state), undefined);
      await plugin.delete(CONFIG_MAP, state);
      assert.match(plugin.messages.join("\n"), /Counted as deleted \(deleteUnreachable\)/);
    });

    it("leaves its objects as they are when the provider is told to", async () => {
      await plugin.configure({ kubeconfig, skipUpdateUnreachable: "true" });
      const left = await plugin.update(CONFIG_MAP, state, configMap({ a: "1" }));
      assert.deepEqual(left.outputs, state.outputs);
    });
  });
});

async function failureOf(operation: Promise<unknown>): Promise<InitError> {
  const error = await operation.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof InitError, `expected a failed resource, got ${String(error)}`);
  return error;
}
