import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { npmDo, npmRun, repo } from "./command";

/** Sets one key for the time of a test; what it was before is put back. */
async function withConfig(key: string, value: string, check: () => Promise<void>): Promise<void> {
  const before = await npmRun("pulumi", "config", "get", "--path", key);
  await npmDo("pulumi", "config", "set", "--path", key, value);
  try {
    await check();
  } finally {
    if (before.exitCode === 0) await npmDo("pulumi", "config", "set", "--path", key, before.stdout.trim());
    else await npmDo("pulumi", "config", "rm", "--path", key);
  }
}

describe("a wrong value in the stack's config", () => {
  const cases: readonly [key: string, value: string, says: RegExp][] = [
    [
      "bookinfo-mesh:traffic.reviews.rules[0].weights.v3",
      "70",
      /bookinfo-mesh:traffic\.reviews\.rules\[0\] \(roundrobin-user\): weights add up to 110, not 100/,
    ],
    ["bookinfo-mesh:mtls", "mseh", /bookinfo-mesh:mtls: "mseh" is not mesh, namespace or permissive/],
    ["bookinfo-mesh:istioVersion", "1.31.99", /1\.31\.99/],
    ["bookinfo-mesh:cluster.context", "nowhere", /has no context "nowhere"; known: sandbox/],
    ["bookinfo-mesh:cluster.kubeconfig", "/nonexistent", /\/nonexistent cannot be read: there is no such file/],
    ["bookinfo-mesh:trafic", "x", /bookinfo-mesh:trafic: unknown key; did you mean traffic\?/],
  ];

  for (const [key, value, says] of cases) {
    it(`${key} = ${value} ends the update before anything is touched`, async () => {
      await withConfig(key, value, () => expectRefusal(says));
    });
  }

  it("is fixed by the commands that the message prints, typed as they are", async () => {
    await withConfig("bookinfo-mesh:traffic.reviews.rules[0].weights.v3", "70", async () => {
      const { stdout } = await npmRun("pulumi", "preview");
      const commands = [...stdout.matchAll(/to fix: {2}(.*)/g)].map(([, command = ""]) => command);
      assert.ok(commands.length > 0, stdout);
      for (const command of commands) await execa("sh", ["-c", command], { cwd: repo });
      assert.match(await npmDo("pulumi", "preview"), /unchanged/);
    });
  });

  it("is not made of a config from which the salt was taken", async () => {
    const file = join(repo, "Pulumi.sandbox.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace(/^encryptionsalt: .*\n/m, ""));
    assert.match(await npmDo("pulumi", "preview"), /unchanged/);
  });

  it("a namespace that is not there ends the update before anything is touched", async () => {
    await withConfig("bookinfo-mesh:bookinfo.namespace", "nowhere", () =>
      expectRefusal(/bookinfo\.namespace: the cluster has no namespace nowhere/),
    );
  });

  it("an Istio version that does not support the cluster's ends the update before anything is touched", async () => {
    // With a chart repository, because the sandbox's own folder of charts does not have the version in the first place.
    await withConfig("bookinfo-mesh:istio.chartSource", "https://charts.example.com", () =>
      withConfig("bookinfo-mesh:istio.values.istiod.global.tag", "1.28.0", () =>
        withConfig("bookinfo-mesh:istioVersion", "1.28.0", () =>
          expectRefusal(/Istio 1\.28\.0 supports Kubernetes 1\.30 to 1\.34, not 1\.36/),
        ),
      ),
    );
  });
});

async function expectRefusal(says: RegExp): Promise<void> {
  const { exitCode, stdout, stderr } = await npmRun("pulumi", "up", "--yes", "--skip-preview");
  assert.notEqual(exitCode, 0);
  const told = stdout + stderr;
  assert.match(told, says);
  assert.match(told, /to fix/);
  assert.doesNotMatch(told, /\n\s+at .*\.[jt]s:\d+/, "a stack trace is of no use to the user");
  assert.doesNotMatch(told, /\b(updated|created|deleted|replaced)\b/);
}
