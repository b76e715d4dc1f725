import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { gzipSync } from "node:zlib";
import { ownershipLabels } from "../../sandbox/plugin/helm/ownership";
import { type JsonObject, objectAt, stringAt } from "../../sandbox/plugin/wire/json";
import { UNKNOWN } from "../../sandbox/plugin/wire/properties";
import { FakeApiServer } from "./fake-api-server";
import { InitError, PluginUnderTest, type State, urnOf, waitFor } from "./plugin-under-test";

const RELEASE = { type: "kubernetes:helm.sh/v3:Release", name: "istiod" };

interface Call {
  readonly args: readonly string[];
  readonly values: JsonObject;
  readonly mode?: string;
  /** The names of helm's settings in its environment. */
  readonly settings: readonly string[];
}

const inputs = (values: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
  chart: "/charts/demo-1.0.0.tgz",
  name: "istiod",
  namespace: "bookinfo",
  version: "1.0.0",
  timeout: 300,
  values,
  ...more,
});

describe("Helm releases", () => {
  let api: FakeApiServer;
  let plugin: PluginUnderTest;
  let folder: string;
  const { PATH, FAKE_HELM_LOG, FAKE_CHART_VERSION } = process.env;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "plugin-helm-"));
    const helm = join(folder, "helm");
    writeFileSync(helm, `#!/bin/sh\nexec "${process.execPath}" "${join(__dirname, "fake-helm.mjs")}" "$@"\n`);
    chmodSync(helm, 0o755);
    process.env["PATH"] = `${folder}${delimiter}${PATH}`;
    process.env["FAKE_HELM_LOG"] = join(folder, "log");
    api = await FakeApiServer.start();
    plugin = await PluginUnderTest.start();
    await plugin.configure({ kubeconfig: api.kubeconfig });
  });

  afterEach(async () => {
    plugin.stop();
    await api.stop();
    rmSync(folder, { recursive: true });
    Object.assign(process.env, { PATH });
    restore("FAKE_HELM_LOG", FAKE_HELM_LOG);
    restore("FAKE_CHART_VERSION", FAKE_CHART_VERSION);
  });

  const calls = (): readonly Call[] => {
    const log = join(folder, "log");
    if (!existsSync(log)) return [];
    const lines = readFileSync(log, "utf8").split("\n").filter(Boolean);
    return lines.map((line) => JSON.parse(line) as Call);
  };
  const commands = () => calls().map(({ args }) => args[0]);

  /** Puts a record of a release there, as some other helm would have left it. */
  const leave = (number: number, status: string, labels: JsonObject = {}, config: JsonObject = {}) => {
    const chart = { metadata: { name: "demo", version: "1.0.0", appVersion: "9" } };
    const info = { status, description: `left ${status}` };
    const release = { name: "istiod", namespace: "bookinfo", version: number, info, chart, config, manifest: "" };
    const zipped = gzipSync(JSON.stringify(release)).toString("base64");
    api.put("/api/v1/namespaces/bookinfo/secrets", {
      apiVersion: "v1",
      kind: "Secret",
      metadata: {
        name: `sh.helm.release.v1.istiod.v${number}`,
        labels: { owner: "helm", name: "istiod", status, version: String(number), ...labels },
      },
      data: { release: Buffer.from(zipped).toString("base64") },
    });
  };

  describe("check", () => {
    it("completes name, namespace, time limit and the chart's exact version", async () => {
      const checked = await plugin.check(RELEASE, { chart: "/charts/demo-1.0.0.tgz", version: "^1.0" });
      assert.match(stringAt(checked, ["name"]) ?? "", /^istiod-[0-9a-f]{8}$/);
      assert.deepEqual(
        { ...checked, name: "" },
        {
          chart: "/charts/demo-1.0.0.tgz",
          name: "",
          namespace: "default",
          timeout: 300,
          version: "1.0.0",
        },
      );
    });

    it("asks for the chart again only when another one is named", async () => {
      const checked = await plugin.check(RELEASE, inputs());
      assert.deepEqual(await plugin.check(RELEASE, inputs({ more: true }), checked), inputs({ more: true }));
      assert.deepEqual(commands(), ["show"]);
      await plugin.check(RELEASE, inputs({}, { chart: "/charts/other.tgz" }), checked);
      assert.deepEqual(commands(), ["show", "show"]);
    });

    it("refuses a chart that does not exist, one of another version, and inputs that are none", async () => {
      const missing = await plugin.tryCheck(RELEASE, inputs({}, { chart: "/no-such-chart" }));
      assert.match(missing.failures.join(), /^chart: helm show: path ".*" not found/);
      const other = await plugin.tryCheck(RELEASE, inputs({}, { version: "2.0.0" }));
      assert.deepEqual(other.failures, ["chart: the chart /charts/demo-1.0.0.tgz is of version 1.0.0, not 2.0.0"]);
      const wrong = await plugin.tryCheck(RELEASE, {
        chart: 7,
        values: "a",
        lint: true,
        recreatePods: false,
        repositoryOpts: { password: "p" },
      });
      assert.deepEqual(
        wrong.failures.map((failure) => failure.split(":")[0]),
        ["chart", "values", "lint", "repositoryOpts.password"],
      );
    });

    it("says when there is no helm", async () => {
      process.env["PATH"] = "/nowhere";
      const { failures } = await plugin.tryCheck(RELEASE, inputs());
      assert.deepEqual(failures, ["chart: there is no helm on PATH, which Helm releases need"]);
    });
  });

  describe("diff", () => {
    it("names the changed values, and takes another chart version for a change in place", async () => {
      const news = inputs({ pilot: { replicas: 2 } }, { version: "1.1.0" });
      const { changes } = await plugin.diff(RELEASE, { inputs: inputs({ pilot: { replicas: 1 } }), outputs: {} }, news);
      assert.deepEqual(changes, ["update values.pilot.replicas", "update version"]);
    });

    it("replaces a release of another name or namespace, the new one first unless the program says otherwise", async () => {
      const diff = await plugin.diff(RELEASE, { inputs: inputs(), outputs: {} }, inputs({}, { namespace: "mesh" }));
      assert.deepEqual(diff, { changes: ["update! namespace"], deleteBeforeReplace: false });
    });
  });

  describe("preview", () => {
    it("renders the chart, and leaves the status open", async () => {
      const planned = await plugin.create(RELEASE, inputs(), { preview: true });
      assert.deepEqual(planned.outputs["resourceNames"], {
        "Deployment.apps/apps/v1": ["demo"],
        "Service/v1": ["elsewhere/demo"],
      });
      assert.equal(planned.outputs["status"], undefined);
      assert.deepEqual(commands(), ["template"]);
      assert.ok(calls()[0]?.args.join(" ").includes("--kube-version v1.36.3"));
    });

    it("ends with the chart's refusal of a value", async () => {
      await assert.rejects(
        plugin.create(RELEASE, inputs({ wrong: true }), { preview: true }),
        /helm template: values don't meet the specifications .*additional properties 'wrong' not allowed/,
      );
    });

    it("does not ask helm about values that are not known yet", async () => {
      await plugin.create(RELEASE, inputs({ address: UNKNOWN }), { preview: true });
      assert.deepEqual(commands(), []);
    });
  });

  describe("create", () => {
    it("installs, waits, and tells what came of it", async () => {
      const created = await plugin.create(RELEASE, inputs({ a: 1 }, { createNamespace: true, skipCrds: true }));
      assert.equal(created.id, "bookinfo/istiod");
      assert.deepEqual(created.outputs["status"], {
        name: "istiod",
        namespace: "bookinfo",
        revision: 1,
        status: "deployed",
        chart: "demo",
        version: "1.0.0",
        appVersion: "9",
      });
      const args = calls()[0]?.args.join(" ") ?? "";
      assert.match(args, /^install istiod \/charts\/demo-1\.0\.0\.tgz --version 1\.0\.0 --namespace bookinfo /);
      for (const flag of ["--wait", "--timeout 300s", "--create-namespace", "--skip-crds", "--kube-context fake"]) {
        assert.ok(args.includes(flag), `${flag} is missing in ${args}`);
      }
    });

    it("hands over values in a file of this user alone, never as arguments, and removes it", async () => {
      const secret = { nested: { token: "hunter2" } };
      const text = "nested: {token: other, kept: true}\n";
      const asset = { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", text };
      await plugin.create(RELEASE, inputs(secret, { valueYamlFiles: [asset] }), { secrets: [["values", "nested"]] });
      const [call] = calls();
      assert.deepEqual(call?.values, { nested: { token: "hunter2", kept: true } });
      assert.equal(call?.mode, "600");
      assert.ok(!JSON.stringify(call?.args).includes("hunter2"));
      const file = call?.args[call.args.indexOf("--values") + 1] ?? "";
      assert.equal(existsSync(file), false);
    });

    it("speaks to the provider's cluster, whatever the user's own helm is told", async () => {
      const own = { HELM_KUBEAPISERVER: "https://elsewhere", HELM_DRIVER: "configmap", HELM_CACHE_HOME: "/cache" };
      Object.assign(process.env, own);
      try {
        await plugin.create(RELEASE, inputs());
      } finally {
        for (const name of Object.keys(own)) Reflect.deleteProperty(process.env, name);
      }
      const told = calls()[0]?.settings.filter((name) => Object.hasOwn(own, name));
      assert.deepEqual(told, ["HELM_CACHE_HOME"]);
    });

    it("keeps the inputs where the official provider looks for them, and secret as it expects them", async () => {
      const created = await plugin.create(RELEASE, inputs({ a: 1 }));
      assert.deepEqual(created.outputs["__inputs"], inputs({ a: 1 }));
      assert.deepEqual(created.secrets, [["__inputs"]]);
    });

    it("keeps secret values secret in the state", async () => {
      const created = await plugin.create(RELEASE, inputs({ token: "x" }), { secrets: [["values", "token"]] });
      assert.deepEqual(created.secrets, [["__inputs"], ["values", "token"]]);
    });

    it("keeps all of a list secret that has a secret in it, also where somebody has changed it", async () => {
      const secrets = [["values", "hosts", 1]];
      const created = await plugin.create(RELEASE, inputs({ hosts: ["a", "secret"] }), { secrets });
      assert.deepEqual(created.secrets, [["__inputs"], ["values", "hosts"]]);
      await plugin.update(RELEASE, created, inputs({ hosts: ["secret"] }));
      const live = await plugin.read(RELEASE, created, secrets);
      assert.deepEqual([live?.inputs["values"], live?.secretInputs], [{ hosts: ["secret"] }, [["values", "hosts"]]]);
    });

    it("does not wait when told not to, and takes the time limit from customTimeouts first", async () => {
      await plugin.create(RELEASE, inputs({}, { skipAwait: true }), { timeout: 42 });
      const args = calls()[0]?.args.join(" ") ?? "";
      assert.ok(!args.includes("--wait"));
      assert.ok(args.includes("--timeout 42s"));
    });

    it("keeps a failed release in the state, with helm's reason and that of each object", async () => {
      const failure = await failureOf(plugin.create(RELEASE, inputs({ fail: true })));
      assert.equal(failure.id, "bookinfo/istiod");
      assert.deepEqual(failure.reasons, [
        "helm install: context deadline exceeded",
        "Deployment bookinfo/demo does not exist",
        "Service elsewhere/demo does not exist",
      ]);
      assert.equal(stringAt(failure.outputs, ["status", "status"]), "failed");
    });

    it("lets helm end and tell of it when the user cancels", async () => {
      const creating = failureOf(plugin.create(RELEASE, inputs({ hang: true })));
      await waitFor(() => api.at("/api/v1/namespaces/bookinfo/secrets/sh.helm.release.v1.istiod.v1") !== undefined);
      await plugin.cancel();
      const failure = await creating;
      assert.equal(failure.reasons[0], "helm install: cancelled by the user");
      assert.equal(stringAt(failure.outputs, ["status", "status"]), "failed");
    });

    it("does not touch a release that somebody else made", async () => {
      leave(3, "deployed");
      await assert.rejects(
        plugin.create(RELEASE, inputs()),
        /a release bookinfo\/istiod already exists \(deployed, revision 3\)\. .*import: "bookinfo\/istiod"\); .*helm uninstall istiod/,
      );
      assert.deepEqual(commands(), []);
    });

    it("finishes an uninstallation of its own that was killed on its way, and installs", async () => {
      leave(1, "uninstalling", ownershipLabels(urnOf(RELEASE)));
      await plugin.create(RELEASE, inputs());
      assert.deepEqual(commands(), ["uninstall", "install"]);
    });

    it("takes up a release that an interrupted update of the same resource left behind", async () => {
      leave(1, "deployed", ownershipLabels(urnOf(RELEASE)));
      const created = await plugin.create(RELEASE, inputs());
      assert.deepEqual(commands(), ["upgrade"]);
      assert.equal(objectAt(created.outputs, ["status"])["revision"], 2);
    });
  });

  describe("update", () => {
    const state = (values: JsonObject = {}): State => ({ id: "bookinfo/istiod", inputs: inputs(values), outputs: {} });

    it("upgrades, and a failed release too", async () => {
      leave(1, "deployed");
      const failure = await failureOf(plugin.update(RELEASE, state(), inputs({ fail: true })));
      assert.match(failure.message, /^helm upgrade: context deadline exceeded/);
      const updated = await plugin.update(RELEASE, state(), inputs({ a: 2 }, { maxHistory: 3 }));
      assert.equal(stringAt(updated.outputs, ["status", "status"]), "deployed");
      assert.deepEqual(commands(), ["upgrade", "upgrade"]);
      assert.ok(calls()[1]?.args.join(" ").includes("--history-max 3"));
    });

    it("installs a release again that was uninstalled behind its back", async () => {
      await plugin.update(RELEASE, state(), inputs());
      assert.deepEqual(commands(), ["install"]);
    });

    it("rolls a stuck upgrade back to what worked last, and upgrades", async () => {
      leave(1, "superseded");
      leave(2, "deployed");
      leave(3, "pending-upgrade");
      await plugin.update(RELEASE, state(), inputs());
      assert.deepEqual(commands(), ["rollback", "upgrade"]);
      assert.equal(calls()[0]?.args[2], "2");
      assert.match(
        plugin.messages.join("\n"),
        /warning: the release bookinfo\/istiod is stuck in pending-upgrade: .* Rolling it back to revision 2 first/,
      );
    });

    it("finishes an uninstallation that was killed on its way, and installs", async () => {
      leave(1, "superseded");
      leave(2, "uninstalling");
      await plugin.update(RELEASE, state(), inputs());
      assert.deepEqual(commands(), ["uninstall", "install"]);
      assert.match(
        plugin.messages.join("\n"),
        /warning: the release .* is stuck in uninstalling: .* Part of it is gone/,
      );
    });

    it("waits for a helm that changed the release a moment ago", async () => {
      leave(1, "uninstalling", { modifiedAt: String(Math.floor(Date.now() / 1000)) });
      const updating = plugin.update(RELEASE, state(), inputs());
      await waitFor(() => plugin.messages.includes("status: looking whether another helm is at work (uninstalling)"));
      api.remove("/api/v1/namespaces/bookinfo/secrets/sh.helm.release.v1.istiod.v1");
      await updating;
      assert.deepEqual(commands(), ["install"]);
    });

    it("uninstalls a stuck installation that never worked, and installs", async () => {
      leave(1, "pending-install");
      await plugin.update(RELEASE, state(), inputs());
      assert.deepEqual(commands(), ["uninstall", "install"]);
    });
  });

  describe("read", () => {
    it("finds nothing changed in a release that nobody has touched", async () => {
      const created = await plugin.create(RELEASE, inputs({ a: { b: 1 } }));
      assert.deepEqual((await plugin.read(RELEASE, created))?.inputs, created.inputs);
    });

    it("shows values and a chart that were changed behind its back", async () => {
      const created = await plugin.create(RELEASE, inputs({ a: { b: 1 } }));
      process.env["FAKE_CHART_VERSION"] = "0.9.0";
      await plugin.update(RELEASE, created, inputs({ a: { b: 2 } }));
      const live = await plugin.read(RELEASE, created);
      assert.ok(live);
      const { changes } = await plugin.diff(RELEASE, live, created.inputs);
      assert.deepEqual(changes, ["update values.a.b", "update version"]);
    });

    it("finds an uninstalled release gone", async () => {
      assert.equal(await plugin.read(RELEASE, { id: "bookinfo/istiod", inputs: inputs() }), undefined);
      leave(1, "uninstalled");
      assert.equal(await plugin.read(RELEASE, { id: "bookinfo/istiod", inputs: inputs() }), undefined);
    });

    for (const status of ["failed", "pending-upgrade", "uninstalling"]) {
      it(`reports a release that is ${status}, so that the next update looks after it`, async () => {
        leave(1, status);
        const failure = await failureOf(plugin.read(RELEASE, { id: "bookinfo/istiod", inputs: inputs() }));
        assert.deepEqual(failure.reasons, [`the release bookinfo/istiod is ${status}: left ${status}`]);
      });
    }

    it("reads by id alone for an import", async () => {
      leave(1, "deployed", {}, { a: 1 });
      const live = await plugin.read(RELEASE, { id: "bookinfo/istiod" });
      assert.deepEqual(live?.inputs, {
        chart: "demo",
        name: "istiod",
        namespace: "bookinfo",
        version: "1.0.0",
        values: { a: 1 },
      });
    });
  });

  describe("delete", () => {
    it("uninstalls, and waits", async () => {
      const created = await plugin.create(RELEASE, inputs());
      await plugin.delete(RELEASE, created);
      const args = calls().at(-1)?.args.join(" ") ?? "";
      assert.match(args, /^uninstall istiod --namespace bookinfo --timeout 300s --wait/);
      assert.equal(await plugin.read(RELEASE, created), undefined);
    });

    it("is content with a release that is gone already", async () => {
      await plugin.delete(RELEASE, { id: "bookinfo/istiod", inputs: inputs(), outputs: {} });
      assert.deepEqual(commands(), []);
    });
  });
});

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

async function failureOf(operation: Promise<unknown>): Promise<InitError> {
  const error = await operation.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof InitError, `expected a failed resource, got ${String(error)}`);
  return error;
}
