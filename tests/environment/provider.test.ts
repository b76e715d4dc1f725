import assert from "node:assert/strict";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { killUpdates } from "../../commands/bench/kills";
import { renderKills } from "../../commands/bench/render-kills";
import { sandbox } from "../../commands/stack/sandbox/paths";
import { PROVIDER_PROGRAM, PROVIDER_VERSION } from "../../sandbox/toolchain/kubernetes-provider";
import { kubectl, kubectlWith, npmDo, npmJson, repo } from "./command";

const WEIGHTS = "bookinfo-mesh:traffic.reviews.rules[0].weights";

async function setWeights(v1: number, v2: number): Promise<void> {
  await npmDo(
    "pulumi",
    "config",
    "set-all",
    "--path",
    "--plaintext",
    `${WEIGHTS}.v1=${v1}`,
    "--plaintext",
    `${WEIGHTS}.v2=${v2}`,
  );
}

/** Kubernetes' words for an image that it does not get. */
const UNPULLED = /ErrImagePull|ImagePullBackOff/;

const up = () => npmDo("pulumi", "up", "--yes", "--skip-preview");

describe("the Kubernetes provider", () => {
  it("is said to be what it is", async () => {
    const { provider } = await npmJson<{ provider: { origin: string; version: string; program: string } }>(
      "status",
      "--json",
    );
    assert.ok(["installed", "downloaded", "built"].includes(provider.origin), provider.origin);
    assert.equal(provider.version.split("+")[0], PROVIDER_VERSION);
    assert.equal(provider.version.includes("+module."), provider.origin === "built");
  });

  it("takes fields that somebody else has applied since back for the config", async () => {
    const route = [{ destination: { host: "reviews", subset: "v3" }, weight: 100 }];
    const theirs = {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: { name: "reviews", namespace: "default" },
      spec: { hosts: ["reviews"], http: [{ name: "default", route }] },
    };
    const apply = ["apply", "--server-side", "--force-conflicts", "--field-manager=somebody", "--filename=-"];
    await kubectlWith(JSON.stringify(theirs), ...apply);

    await setWeights(20, 20);
    try {
      const told = await up();
      assert.match(told, /~ 1 updated\n/);
      const path = "--output=jsonpath={.spec.http[*].route[*].weight}";
      assert.equal(await kubectl("get", "virtualservice", "reviews", path), "20 20 60 100");
    } finally {
      await setWeights(10, 30);
      await up();
    }
  });

  it("says why what it waits for does not become ready, stops when it is told to, and goes on from there", async () => {
    await npmDo("pulumi", "config", "set", "--path", "bookinfo-mesh:bookinfo.tag", "0.0.0");
    try {
      const update = execa("npm", ["run", "--silent", "pulumi", "--", "up", "--yes", "--skip-preview"], {
        ...{ cwd: repo, stdin: "ignore", all: true, reject: false, detached: true },
      });
      let said = "";
      let stopped = false;
      for await (const line of update.iterable({ from: "all" })) {
        said += `${line}\n`;
        // Once, to the whole group, as a terminal does: the second time Pulumi would end without writing down how far
        // it came.
        if (!stopped && UNPULLED.test(line)) stopped = process.kill(-(update.pid ?? 0), "SIGINT");
      }
      const { exitCode } = await update;
      assert.notEqual(exitCode, 0);
      assert.match(said, /bookinfo-\w+-v\d.*(ErrImagePull|ImagePullBackOff)/);
    } finally {
      await npmDo("pulumi", "config", "set", "--path", "bookinfo-mesh:bookinfo.tag", "1.20.3");
      // Of a Deployment whose update was cancelled the state has what was before: without a refresh it would stay as it
      // is.
      await npmDo("pulumi", "up", "--refresh", "--yes", "--skip-preview");
    }
    await npmDo("pulumi", "preview", "--expect-no-changes");
    const images = await kubectl("get", "deployments", "--output=jsonpath={..image}");
    assert.deepEqual(
      images.split(" ").filter((image) => !image.endsWith(":1.20.3")),
      [],
    );
  });

  it("replaces what cannot change in place, and says so before", async () => {
    const key = "bookinfo-mesh:istio.gateway.namespace";
    await npmDo("pulumi", "config", "set", "--path", key, "somewhere-else");
    try {
      const told = await npmDo("pulumi", "preview");
      assert.match(told, /\+-\s+kubernetes:helm\.sh\/v3:Release\s+istio-gateway\s+replace/);
    } finally {
      await npmDo("pulumi", "config", "rm", "--path", key);
    }
  });

  it("is put back by the next command when it is gone from the sandbox's folder", async () => {
    const folder = join(sandbox.pulumiHome, "plugins", `resource-kubernetes-v${PROVIDER_VERSION}`);
    rmSync(folder, { recursive: true });
    await npmDo("pulumi", "preview", "--expect-no-changes");
    assert.ok(existsSync(join(folder, PROVIDER_PROGRAM)));
  });
});

describe("an update killed with -9", function () {
  this.timeout(15 * 60_000);

  it("while it destroys, makes a Helm release or changes weights is completed by the next command", async () => {
    // In this order what was destroyed is what a release is made for.
    const plan = { "first up": 0, destroy: 1, "Helm release": 1, "weight change": 1 };
    const report = await killUpdates(
      plan,
      Math.random,
      () => {},
      () => true,
    );
    assert.equal(report.kills.length, 3);
    assert.ok(report.ok, renderKills(report));
  });
});
