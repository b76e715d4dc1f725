import assert from "node:assert/strict";
import { join } from "node:path";
import { repoDir, sandbox, stateDir } from "../../../../commands/stack/sandbox/paths";
import { pulumiEnvironmentOf, whyNoSandbox } from "../../../../commands/stack/sandbox/pulumi-environment";
import { diagnosticsOf } from "../../../../sandbox/commands/stack/pulumi";
import { advance, describeProgress, noProgress } from "../../../../sandbox/commands/stack/update-progress";

describe("the environment of the sandbox's Pulumi", () => {
  const environment = pulumiEnvironmentOf("/tools/bin", {
    PATH: "/usr/bin:/bin",
    HOME: "/home/me",
    PULUMI_BACKEND_URL: "https://example.org",
    PULUMI_CONFIG_PASSPHRASE: "mine",
    PULUMI_ACCESS_TOKEN: "mine",
    PULUMI_STACK: "dev",
  });

  it("names the sandbox's backend, home, passphrase and stack, whatever the user has set", () => {
    assert.equal(environment["PULUMI_BACKEND_URL"], `file://${sandbox.pulumiBackend}`);
    assert.equal(environment["PULUMI_HOME"], sandbox.pulumiHome);
    assert.equal(environment["PULUMI_CONFIG_PASSPHRASE_FILE"], sandbox.pulumiPassphrase);
    assert.equal(environment["PULUMI_STACK"], "sandbox");
  });

  it("leaves out the user's passphrase, which would win over the file, and login", () => {
    assert.equal("PULUMI_CONFIG_PASSPHRASE" in environment, false);
    assert.equal("PULUMI_ACCESS_TOKEN" in environment, false);
  });

  it("keeps helm out of the user's home", () => {
    const folders = ["HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME"].map((name) => environment[name]);
    assert.equal(folders.filter((folder) => folder?.startsWith(`${stateDir}/`)).length, 3);
  });

  it("keeps what the Kubernetes provider leaves behind, kubeconfigs with their keys, out of the machine's temporary folder", () => {
    assert.ok(environment["TMPDIR"]?.startsWith(`${stateDir}/`));
  });

  it("puts the pinned Node and the toolchain before the user's programs, and keeps the rest", () => {
    assert.equal(environment["PATH"], `${join(repoDir, "node_modules", ".bin")}:/tools/bin:/usr/bin:/bin`);
    assert.equal(environment["HOME"], "/home/me");
  });
});

describe("where no sandbox is found", () => {
  it("root is told how to start one, and anybody else where there is none", () => {
    for (const [there, user] of [
      [false, 0],
      [true, 0],
      [false, 1000],
    ] as const) {
      assert.match(whyNoSandbox(there, user), /no sandbox on this machine.*npm start/);
    }
  });

  it("anybody else is told whose it is where there is one", () => {
    assert.match(whyNoSandbox(true, 1000), /belongs to root, and you are user 1000\.\n.*sudo -i/);
  });
});

describe("the progress of an update", () => {
  const lines = [
    "Updating (sandbox):",
    "@ updating.....",
    " +  pulumi:pulumi:Stack bookinfo-mesh-sandbox creating (0s) ",
    " +  kubernetes:core/v1:Namespace istio-namespace creating (0s) ",
    " +  kubernetes:core/v1:Namespace istio-namespace created (0.05s) ",
    " +- kubernetes:helm.sh/v3:Release istiod replaced (12s) ",
    " ~  kubernetes:networking.istio.io/v1:VirtualService reviews-routes updating (0s) [diff: ~spec]",
  ];

  it("counts what has ended and names the last that moved", () => {
    assert.deepEqual(lines.reduce(advance, noProgress), { done: 2, latest: "VirtualService reviews-routes updating" });
  });

  it("is not moved by other lines", () => {
    assert.deepEqual(["@ updating..", "Resources:", "    + 3 created", ""].reduce(advance, noProgress), noProgress);
  });

  it("is told from the start", () => {
    assert.equal(describeProgress(noProgress), "starting the program");
    assert.equal(describeProgress({ done: 2, latest: "Pod x created" }), "2 resources done; Pod x created");
  });
});

describe("what went wrong in a Pulumi command", () => {
  it("is its diagnostics", () => {
    const output =
      "Updating\n +  a\nDiagnostics:\n  kubernetes:core/v1:Pod (x):\n    error: no\n\nResources:\n    1 errored\n";
    assert.equal(diagnosticsOf(output), "  kubernetes:core/v1:Pod (x):\n    error: no");
  });

  it("is the end of its output where there are none", () => {
    assert.equal(diagnosticsOf("error: the stack is currently locked\n"), "error: the stack is currently locked");
  });
});
