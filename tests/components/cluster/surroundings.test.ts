import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { checkApiServer } from "../../../components/cluster/api-server";
import { record } from "../recorder";
import {
  asProgramSeesIt,
  onCluster,
  stackConfig,
  startTestCluster,
  type TestCluster,
  TOKEN,
  withValue,
} from "../stack";

const NEEDS = { istioVersion: "1.31.1", namespace: "default" };

/** The message with which the program ends. An error of any other kind would reach people with a stack trace. */
async function refusal(config: Parameters<typeof asProgramSeesIt>[0]): Promise<string> {
  try {
    await record(asProgramSeesIt(config));
  } catch (error) {
    assert.ok(pulumi.RunError.isInstance(error), String(error));
    return error.message;
  }
  return assert.fail("the program ran");
}

describe("what the program finds around it", () => {
  let cluster: TestCluster;
  const local = () => onCluster(stackConfig("local"), cluster);

  beforeEach(async () => {
    cluster = await startTestCluster();
  });
  afterEach(() => cluster.remove());

  it("asks the API server with the kubeconfig's token", async () => {
    await record(asProgramSeesIt(local()));
    // For its version, and for the shifts that are under way.
    assert.deepEqual(cluster.seen, [`Bearer ${TOKEN}`, `Bearer ${TOKEN}`]);
  });

  it("refuses a Kubernetes version that Istio does not support", async () => {
    cluster.answer.body = JSON.stringify({ gitVersion: "v1.30.2" });
    assert.equal(
      await refusal(local()),
      "bookinfo-mesh:istioVersion: Istio 1.31.4 supports Kubernetes 1.32 to 1.36, not 1.30; " +
        "Kubernetes 1.30 is supported by Istio 1.22, 1.23, 1.24, 1.25, 1.26, 1.27, 1.28\n" +
        `  the cluster is context test, server ${cluster.url}\n` +
        "  to fix:  pulumi config set --path bookinfo-mesh:istioVersion 1.28.0   # or upgrade the cluster",
    );
  });

  it("sends to another cluster where no Istio version supports this one's Kubernetes", async () => {
    cluster.answer.body = JSON.stringify({ gitVersion: "v1.99.0" });
    assert.match(
      await refusal(local()),
      /no Istio version known here.*\n.*\n {2}to fix: {2}kubectl config get-contexts/,
    );
  });

  it("refuses a cluster that does not answer", async () => {
    await cluster.stopAnswering();
    assert.equal(
      await refusal(local()),
      "bookinfo-mesh:cluster (test): the API server can't be reached: connection refused\n" +
        `  server ${cluster.url}, from ${cluster.kubeconfig}\n` +
        "  to fix:  start the cluster, then see that this answers: " +
        `kubectl --kubeconfig ${cluster.kubeconfig} --context test version`,
    );
  });

  it("refuses credentials that the API server does not take", async () => {
    cluster.answer.status = 401;
    assert.match(
      await refusal(local()),
      /^bookinfo-mesh:cluster \(test\): the API server refuses the kubeconfig's credentials\n/,
    );
  });

  it("does not ask a server that only a proxy leads to", async () => {
    const access = {
      file: "f",
      context: "c",
      server: "https://k.invalid:6443",
      kubeconfig: "",
      connection: { insecure: false },
    };
    const names = ["HTTPS_PROXY", "https_proxy"];
    const before = names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
    try {
      for (const name of names) delete process.env[name];
      await assert.rejects(checkApiServer(access, NEEDS), /k\.invalid:6443, from f/);
      process.env["HTTPS_PROXY"] = "http://127.0.0.1:1";
      await checkApiServer(access, NEEDS);
    } finally {
      delete process.env["HTTPS_PROXY"];
      Object.assign(process.env, Object.fromEntries(before));
    }
  });

  it("refuses an application's namespace that is not there, before anything is touched", async () => {
    assert.equal(
      await refusal(withValue(local(), ["bookinfo-mesh:bookinfo", "namespace"], "nowhere")),
      "bookinfo-mesh:bookinfo.namespace: the cluster has no namespace nowhere: " +
        "expected one that is there, which the stack labels and does not own\n" +
        `  the cluster is context test, server ${cluster.url}\n` +
        `  to fix:  kubectl --kubeconfig ${cluster.kubeconfig} --context test create namespace nowhere`,
    );
  });

  it("takes one that is there", async () => {
    const { registrations } = await record(
      asProgramSeesIt(withValue(local(), ["bookinfo-mesh:bookinfo", "namespace"], "shop")),
    );
    assert.ok(registrations.length > 0);
  });

  it("takes a server that tells its version to nobody", async () => {
    cluster.answer.status = 403;
    const { registrations } = await record(asProgramSeesIt(local()));
    assert.ok(registrations.length > 0);
  });

  for (const body of ["<html>hello</html>", "{}"]) {
    it(`refuses a server that answers ${body}`, async () => {
      cluster.answer.body = body;
      assert.match(await refusal(local()), /: what answers is not a Kubernetes API server\n/);
    });
  }

  it("never shows the credential", async () => {
    cluster.answer.status = 500;
    assert.doesNotMatch(await refusal(local()), new RegExp(TOKEN));
  });

  it("refuses an Istio version that the chart folder lacks, naming those that it has", async () => {
    rmSync(join(cluster.folder, "charts", "istiod-1.31.4.tgz"));
    assert.equal(
      await refusal(local()),
      "the config of stack test is wrong in one place; nothing has been changed\n\n" +
        `bookinfo-mesh:istioVersion: ${cluster.folder}/charts does not have Istio 1.31.4: istiod-1.31.4.tgz is missing\n` +
        "  versions that it has: 1.30.4, 1.31.1\n" +
        "  to fix:  pulumi config set --path bookinfo-mesh:istioVersion 1.31.1\n",
    );
  });

  it("refuses a chart folder that is not there", async () => {
    rmSync(join(cluster.folder, "charts"), { recursive: true });
    assert.match(await refusal(local()), /\nbookinfo-mesh:istio\.chartSource: can't read the folder .*: ENOENT/);
  });
});
