import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { adopt } from "../../../../commands/traffic/objects/adopt";
import { chosenCluster } from "../../../../commands/traffic/objects/cluster-choice";
import { renderAdoption } from "../../../../commands/traffic/objects/render-adoption";
import { servicePlace } from "../../../../commands/traffic/objects/service-host";
import { UserError } from "../../../../commands/terminal/user-error";
import {
  type Manifest,
  appService,
  destinationRule,
  to,
  versions,
  virtualService,
} from "../../../policies/corpus/manifest";
import { FakeMeshApi } from "./fake-mesh-api";
import { LOADER } from "../../../node-with-loader";
import { documented } from "../../../output/documented";

const cli = resolve(__dirname, "../../../../commands/traffic/cli.ts");

const SHOP = { namespace: "shop" };
const service = appService("catalog", { name: "http", port: 8080 });
const objects: Manifest[] = [
  { ...service, metadata: { ...service.metadata, ...SHOP } },
  virtualService("catalog-routes", { hosts: ["catalog"], http: [{ route: [to("catalog", "v1")] }] }, SHOP),
  destinationRule("catalog", { host: "catalog", subsets: versions("v1", "v2") }, SHOP),
];

describe("traffic adopt", () => {
  const folder = mkdtempSync(join(tmpdir(), "adopt-"));
  const kubeconfig = join(folder, "kubeconfig");
  let api: FakeMeshApi | undefined;
  afterEach(async () => {
    await api?.stop();
    api = undefined;
  });
  after(() => rmSync(folder, { recursive: true }));

  async function serve(all: readonly Manifest[], options: Parameters<typeof FakeMeshApi.start>[1] = {}): Promise<void> {
    await api?.stop();
    api = await FakeMeshApi.start(all, options);
    writeFileSync(kubeconfig, api.kubeconfig);
  }

  async function adoption(host: string, name = "catalog") {
    return adopt(await chosenCluster({ kubeconfig }), servicePlace(host, undefined), name);
  }

  function run(...args: string[]) {
    return execa(process.execPath, [...LOADER, cli, "adopt", ...args], { reject: false });
  }

  it("prints config with the steps of the takeover, and ends with 0", async () => {
    await serve(objects);
    const { exitCode, stdout, stderr } = await run("catalog.shop", "--kubeconfig", kubeconfig);
    assert.deepEqual([exitCode, stderr], [0, ""]);
    assert.match(stdout, /^# What VirtualService shop\/catalog-routes and DestinationRule shop\/catalog say/);
    assert.match(stdout, /writes its own onto DestinationRule shop\/catalog, where they are/);
    assert.match(stdout, /^# {3}kubectl delete virtualservice catalog-routes --namespace shop$/m);
    assert.match(stdout, /^ {2}bookinfo-mesh:traffic:\n {4}catalog:\n {6}default:\n {8}v1: 100$/m);
  });

  it("ends with 1 where config can't say it, as JSON too", async () => {
    const rewriting = virtualService("catalog", { hosts: ["catalog"], http: [{ rewrite: { uri: "/" } }] }, SHOP);
    await serve([...objects.filter(({ kind }) => kind !== "VirtualService"), rewriting]);
    const { exitCode, stdout } = await run("catalog", "--namespace", "shop", "--kubeconfig", kubeconfig, "--json");
    const { config, lost } = documented<{ config?: object; lost: { path: string }[] }>("traffic-adopt", stdout);
    assert.deepEqual([exitCode, config], [1, undefined]);
    assert.deepEqual(lost.map(({ path }) => path).sort(), ["spec.http[0].rewrite", "spec.http[0].route"]);
  });

  it("reads clusters with older versions of the API, and takes another name", async () => {
    await serve(objects, { version: "v1beta1" });
    const { config, toDelete } = await adoption("catalog.shop", "catalog-routes");
    assert.deepEqual(Object.keys(config?.traffic ?? {}), ["catalog-routes"]);
    assert.deepEqual(
      toDelete.map(({ name }) => name),
      ["catalog"],
    );
  });

  it("does with the rights for one namespace, and says so", async () => {
    await serve(objects, { only: "shop" });
    assert.match(
      renderAdoption(await adoption("catalog.shop")),
      /# note: namespace shop: only this namespace could be read/,
    );
  });

  it("refuses several VirtualServices for one host, and names them", async () => {
    await serve([...objects, virtualService("catalog-old", { hosts: ["catalog"], http: [] }, SHOP)]);
    const text = renderAdoption(await adoption("catalog.shop"));
    assert.match(
      text,
      /VirtualService shop\/catalog-routes, VirtualService shop\/catalog-old spec\.hosts: are all for/,
    );
    assert.doesNotMatch(text, /bookinfo-mesh:/);
  });

  it("warns of a controller that writes the objects", async () => {
    const ownerReferences = [{ apiVersion: "flagger.app/v1beta1", kind: "Canary", name: "catalog" }];
    const owned = objects.map((one) =>
      one.kind === "VirtualService" ? { ...one, metadata: { ...one.metadata, ownerReferences } } : one,
    );
    await serve(owned);
    assert.match(
      renderAdoption(await adoption("catalog.shop")),
      /# WARNING: VirtualService shop\/catalog-routes: is written by Flagger, for the Canary catalog/,
    );
  });

  it("tells of a gateway that leads to the service", async () => {
    const http = [{ route: [to("catalog", undefined, 8080)] }];
    await serve([...objects, virtualService("edge", { hosts: ["*"], gateways: ["shop-gateway"], http }, SHOP)]);
    assert.match(
      renderAdoption(await adoption("catalog.shop")),
      /# note: VirtualService shop\/edge spec\.http: a gateway's own, leads to it too/,
    );
  });

  it("refuses what is not in the cluster, and names what is", async () => {
    await serve(objects);
    await assert.rejects(
      adoption("carts.shop"),
      told(/no Service shop\/carts\.\nSee which there are with: {2}kubectl get/),
    );
    await serve(objects.slice(0, 1));
    await assert.rejects(adoption("catalog.shop"), told(/No VirtualService of the cluster is for catalog\.shop\.svc/));
    await serve(objects, { version: "v2" });
    await assert.rejects(adoption("catalog.shop"), told(/Istio's CRDs are not installed/));
  });

  it("refuses hosts, namespaces, kubeconfigs and contexts that can't be meant", async () => {
    assert.throws(
      () => servicePlace("www.example.com", undefined),
      told(/^www\.example\.com is not a Service of the cluster/),
    );
    assert.throws(() => servicePlace("catalog.shop", "other"), told(/Leave --namespace out/));
    assert.equal(servicePlace("catalog", undefined).host, "catalog.default.svc.cluster.local");
    await serve(objects);
    await assert.rejects(chosenCluster({ stack: "dev", kubeconfig }), told(/Leave one of them out/));
    await assert.rejects(chosenCluster({ kubeconfig: "/no/such/file" }), told(/can't be read: ENOENT/));
    await assert.rejects(
      chosenCluster({ kubeconfig, context: "other" }),
      told(/no context "other": it has fake\.\nName one/),
    );
  });
});

function told(message: RegExp) {
  return (error: unknown) => error instanceof UserError && message.test(error.message);
}
