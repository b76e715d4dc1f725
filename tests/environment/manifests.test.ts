import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sandbox } from "../../commands/stack/sandbox/paths";
import { kubectl, npmDo, repo } from "./command";

const NAMESPACE = "default";

const configMap = (name: string) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: NAMESPACE },
  data: { from: "a manifest" },
});

/** An object of Kubernetes' own, one in a list, and one of a kind that Istio brings. */
const MANIFESTS = [
  configMap("by-itself"),
  { apiVersion: "v1", kind: "ConfigMapList", items: [configMap("in-a-list")] },
  {
    apiVersion: "networking.istio.io/v1",
    kind: "ServiceEntry",
    metadata: { name: "elsewhere", namespace: NAMESPACE },
    spec: { hosts: ["elsewhere.test"], ports: [{ number: 80, name: "http", protocol: "HTTP" }], resolution: "DNS" },
  },
];

const PROGRAM = `
const k8s = require("@pulumi/kubernetes");
const provider = new k8s.Provider("cluster", ${JSON.stringify({ kubeconfig: sandbox.kubeconfig, context: sandbox.context })});
new k8s.yaml.v2.ConfigGroup("group", { objs: ${JSON.stringify(MANIFESTS)} }, { provider });
`;

describe("another program in the sandbox, with manifests", () => {
  let folder: string;
  const pulumi = (...args: string[]) => npmDo("pulumi", "--cwd", folder, ...args);

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "manifests-"));
    writeFileSync(join(folder, "Pulumi.yaml"), "name: manifests\nruntime: nodejs\n");
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "manifests", main: "index.js" }));
    writeFileSync(join(folder, "index.js"), PROGRAM);
    symlinkSync(join(repo, "node_modules"), join(folder, "node_modules"));
    await pulumi("stack", "init", "manifests");
  });

  after(async () => {
    await pulumi("stack", "rm", "manifests", "--yes", "--force");
    rmSync(folder, { recursive: true });
  });

  it("has each of them made, with the type that Pulumi's schema has for it, and taken away", async () => {
    await pulumi("up", "--stack", "manifests", "--yes", "--skip-preview");
    const state = JSON.parse(await pulumi("stack", "export", "--stack", "manifests")) as {
      readonly deployment: { readonly resources: readonly { readonly type: string }[] };
    };
    assert.deepEqual(
      state.deployment.resources
        .map(({ type }) => type)
        .filter((type) => type.startsWith("kubernetes:"))
        .sort(),
      [
        "kubernetes:core/v1:ConfigMap",
        "kubernetes:core/v1:ConfigMap",
        "kubernetes:networking.istio.io/v1:ServiceEntry",
        "kubernetes:yaml/v2:ConfigGroup",
      ],
    );
    const named = ["configmap/by-itself", "configmap/in-a-list", "serviceentry/elsewhere"];
    const found = () => kubectl("get", "--namespace", NAMESPACE, "--ignore-not-found", "--output=name", ...named);
    assert.equal((await found()).split("\n").length, 3);

    await pulumi("destroy", "--stack", "manifests", "--yes", "--skip-preview");
    assert.equal(await found(), "");
  }).timeout(120_000);
});
