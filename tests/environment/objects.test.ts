import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { kubectl, kubectlWith, npmDo, npmRun, repo } from "./command";

const FILE = join(repo, "Pulumi.sandbox.yaml");
const NAMESPACE = "objects-test";

/** Somebody's `kubectl edit` of the default's split. */
async function edit(weights: Readonly<Record<string, number>>): Promise<void> {
  const host = "reviews.default.svc.cluster.local";
  const value = Object.entries(weights).map(([subset, weight]) => ({ destination: { host, subset }, weight }));
  const patch = JSON.stringify([{ op: "replace", path: "/spec/http/1/route", value }]);
  await kubectl("patch", "virtualservice", "reviews", "--type=json", `--patch=${patch}`);
}

function adoptee(): string {
  const versions = ["v1", "v2"].map((version) => ({ name: version, labels: { version } }));
  const to = (subset: string, weight: number) => ({ destination: { host: "catalog", subset }, weight });
  const metadata = { namespace: NAMESPACE };
  const objects = [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { ...metadata, name: "catalog" },
      spec: { selector: { app: "catalog" }, ports: [{ name: "http", port: 8080 }] },
    },
    {
      apiVersion: "networking.istio.io/v1",
      kind: "DestinationRule",
      metadata: { ...metadata, name: "catalog" },
      spec: { host: "catalog", subsets: versions },
    },
    {
      apiVersion: "networking.istio.io/v1beta1",
      kind: "VirtualService",
      metadata: { ...metadata, name: "catalog" },
      spec: {
        hosts: ["catalog"],
        http: [
          { match: [{ headers: { "x-beta": { exact: "yes" } } }], route: [to("v2", 1)] },
          { route: [to("v1", 3), to("v2", 1)] },
        ],
      },
    },
  ];
  return JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
}

describe("objects that somebody else wrote", () => {
  let config: string;
  // Not before: the first command in a clone writes the salt of the stack's secrets into the file.
  before(() => void (config = readFileSync(FILE, "utf8")));
  after(async () => {
    writeFileSync(FILE, config);
    await kubectl("delete", "namespace", NAMESPACE, "--ignore-not-found", "--wait=false");
    const { exitCode } = await npmRun("traffic", "diff");
    if (exitCode !== 0) await npmDo("pulumi", "up", "--refresh", "--yes", "--skip-preview");
  });

  it("are told with who wrote what, and put back", async () => {
    await edit({ v1: 50, v3: 50 });
    const { exitCode, stdout, stderr } = await npmRun("traffic", "diff", "--revert");
    assert.match(stdout, /VirtualService default\/reviews differs; last written by kubectl-patch at \d{4}-/);
    assert.match(stdout, /default: weights\n +config +v2 100\n +the cluster +v1 50, v3 50/);
    assert.equal(exitCode, 0, stdout + stderr);
    assert.equal(readFileSync(FILE, "utf8"), config);
  });

  it("are written into the config word for word, so that an update changes no route", async () => {
    await edit({ v1: 40, v2: 60 });
    const { exitCode, stdout, stderr } = await npmRun("traffic", "diff", "--adopt");
    assert.equal(exitCode, 0, stdout + stderr);
    assert.match(stdout, /^\+ +v1: 40$/m);
    assert.match(stdout, /which writes the same again, as Pulumi: no route changes/);
    // The API server counts what changes a spec, whoever owns its fields.
    const generation = () => kubectl("get", "virtualservice", "reviews", "--output=jsonpath={.metadata.generation}");
    const before = await generation();
    await npmDo("pulumi", "up", "--refresh", "--yes", "--skip-preview");
    assert.equal(await generation(), before);
    assert.equal((await npmRun("traffic", "diff")).exitCode, 0);
  });

  it("are printed as config where the stack does not have them", async () => {
    await kubectlWith(adoptee(), "apply", "--filename=-");
    const printed = parse(await npmDo("traffic", "adopt", `catalog.${NAMESPACE}`)) as {
      config: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    };
    assert.deepEqual(printed.config["bookinfo-mesh:traffic"]?.["catalog"], {
      rules: [{ name: "x-beta-yes", match: { headers: { "x-beta": { exact: "yes" } } }, weights: { v2: 100 } }],
      default: { v1: 75, v2: 25 },
    });
  });
});
