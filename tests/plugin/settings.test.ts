import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type JsonObject } from "../../sandbox/plugin/wire/json";
import { UNKNOWN } from "../../sandbox/plugin/wire/properties";
import { FakeApiServer } from "./fake-api-server";
import { CONFIG_MAP, configMap } from "./fixtures";
import { PluginUnderTest } from "./plugin-under-test";

interface Changes {
  readonly server?: string;
  readonly authority?: string;
  readonly user?: string;
}

function kubeconfig({ server = "https://one.example.com", authority = "Y2E=", user = "me" }: Changes = {}): string {
  return JSON.stringify({
    "current-context": "here",
    clusters: [
      { name: "one", cluster: { server, "certificate-authority-data": authority } },
      { name: "two", cluster: { server: "https://two.example.com" } },
    ],
    users: [{ name: user, user: { token: "t" } }],
    contexts: [
      { name: "here", context: { cluster: "one", user } },
      { name: "there", context: { cluster: "two", user } },
    ],
  });
}

describe("the provider's settings", () => {
  let plugin: PluginUnderTest;
  let folder: string;

  before(async () => {
    plugin = await PluginUnderTest.start();
    folder = mkdtempSync(join(tmpdir(), "plugin-settings-"));
  });
  after(() => {
    plugin.stop();
    rmSync(folder, { recursive: true });
  });

  describe("replace the provider, and all that it made", () => {
    const replacing: readonly [string, JsonObject, JsonObject, readonly string[]][] = [
      ["when nothing changes: no", { kubeconfig: kubeconfig() }, { kubeconfig: kubeconfig() }, []],
      [
        "for another server: yes",
        { kubeconfig: kubeconfig() },
        { kubeconfig: kubeconfig({ server: "https://x.example.com" }) },
        ["update! kubeconfig"],
      ],
      [
        "for another authority: yes",
        { kubeconfig: kubeconfig() },
        { kubeconfig: kubeconfig({ authority: "Y2I=" }) },
        ["update! kubeconfig"],
      ],
      [
        "for another user: no",
        { kubeconfig: kubeconfig() },
        { kubeconfig: kubeconfig({ user: "you" }) },
        ["update kubeconfig"],
      ],
      [
        "for the context of another cluster: yes",
        { kubeconfig: kubeconfig() },
        { kubeconfig: kubeconfig(), context: "there" },
        ["add! context"],
      ],
      [
        "for another cluster of the kubeconfig: yes",
        { kubeconfig: kubeconfig() },
        { kubeconfig: kubeconfig(), cluster: "two" },
        ["add! cluster"],
      ],
      [
        "for a kubeconfig that is not known yet: yes",
        { kubeconfig: kubeconfig() },
        { kubeconfig: UNKNOWN },
        ["update! kubeconfig"],
      ],
      [
        "for one that cannot be read any more: no",
        { kubeconfig: "/nowhere/config" },
        { kubeconfig: kubeconfig() },
        ["update kubeconfig"],
      ],
      [
        "for another namespace: no",
        { kubeconfig: kubeconfig() },
        { kubeconfig: kubeconfig(), namespace: "x" },
        ["add namespace"],
      ],
      [
        "for an identifier that comes: no",
        { kubeconfig: kubeconfig() },
        { kubeconfig: kubeconfig(), clusterIdentifier: "a" },
        ["add clusterIdentifier"],
      ],
      [
        "for another server of the same identifier: no",
        { kubeconfig: kubeconfig(), clusterIdentifier: "a" },
        { kubeconfig: kubeconfig({ server: "https://x.example.com" }), clusterIdentifier: "a" },
        ["update kubeconfig"],
      ],
      [
        "for an unknown kubeconfig of the same identifier: no",
        { kubeconfig: kubeconfig(), clusterIdentifier: "a" },
        { kubeconfig: UNKNOWN, clusterIdentifier: "a" },
        ["update kubeconfig"],
      ],
      [
        "for another identifier: yes",
        { kubeconfig: kubeconfig(), clusterIdentifier: "a" },
        { kubeconfig: kubeconfig(), clusterIdentifier: "b" },
        ["update! clusterIdentifier"],
      ],
    ];
    for (const [title, olds, news, changes] of replacing) {
      it(title, async () => assert.deepEqual(await plugin.diffConfig(olds, news), changes));
    }
  });

  it("may be unknown in a first preview", async () => {
    assert.deepEqual(await plugin.checkConfig({ kubeconfig: UNKNOWN, enableServerSideApply: "true" }), []);
  });

  it("say no to what only the official provider does, and to what is not a switch", async () => {
    const failures = await plugin.checkConfig({
      deleteUnreachable: "yes",
      enableServerSideApply: "false",
      renderYamlToDirectory: "out",
    });
    assert.equal(failures.length, 3);
    assert.match(failures[0] ?? "", /^deleteUnreachable: deleteUnreachable is "yes": expected true or false/);
    assert.match(failures[1] ?? "", /^enableServerSideApply: .* no client-side apply: .*pulumi plugin install/);
    assert.match(failures[2] ?? "", /^renderYamlToDirectory: .* no rendering to YAML files/);
  });

  describe("name a kubeconfig", () => {
    let api: FakeApiServer;
    before(async () => (api = await FakeApiServer.start()));
    after(() => api.stop());

    const yaml = () => `
clusters: [{name: c, cluster: {server: "${api.url}", insecure-skip-tls-verify: true}}]
users: [{name: u, user: {token: t}}]
contexts: [{name: x, context: {cluster: c, user: u, namespace: bookinfo}}]
current-context: x
`;
    const namespaceOf = async (settings: JsonObject) => {
      await plugin.configure(settings);
      const inputs = await plugin.check(CONFIG_MAP, { apiVersion: "v1", kind: "ConfigMap" });
      return (inputs["metadata"] as JsonObject)["namespace"];
    };

    it("as JSON, as YAML, as an object or as a file's path, and take the context's namespace", async () => {
      assert.equal(await namespaceOf({ kubeconfig: api.kubeconfig }), "default");
      assert.equal(await namespaceOf({ kubeconfig: yaml() }), "bookinfo");
      assert.equal(await namespaceOf({ kubeconfig: JSON.parse(api.kubeconfig) as JsonObject }), "default");
      const file = join(folder, "config");
      writeFileSync(file, yaml());
      assert.equal(await namespaceOf({ kubeconfig: file, context: "x" }), "bookinfo");
    });

    const wrong: readonly [string, () => JsonObject, RegExp][] = [
      ["that is not there", () => ({ kubeconfig: "/nowhere/config" }), /there is no kubeconfig at \/nowhere\/config/],
      ["that is none", () => ({ kubeconfig: "{]" }), /the provider's kubeconfig is not a kubeconfig: /],
      [
        "without the context",
        () => ({ kubeconfig: kubeconfig(), context: "gone" }),
        /has no context "gone"; its contexts: here, there/,
      ],
      [
        "without the cluster",
        () => ({ kubeconfig: kubeconfig(), cluster: "gone" }),
        /context "here" names cluster "gone"/,
      ],
    ];
    for (const [title, settings, message] of wrong) {
      it(`${title}: an operation says so`, async () => {
        await plugin.configure(settings());
        await assert.rejects(plugin.create(CONFIG_MAP, configMap({})), message);
      });
    }
  });
});
