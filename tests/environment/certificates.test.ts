import assert from "node:assert/strict";
import { makeAuthority } from "../mesh/security/authority";
import { kubectl, npmDo, npmDoWith } from "./command";
import { eventually } from "./eventually";
import { allAsConfigured } from "./security/check";
import { configWith, restored, upWith } from "./security/stack-with";

/** The profile in which nothing fails: what is asked here is what the pack prints. */
const DEV_PROFILE = "policies/profiles/dev.json";

describe("secrets", () => {
  it("that do not fit or are not encrypted end the update, and are never quoted", async () => {
    const { key, root } = makeAuthority("a.test");
    const { cert } = makeAuthority("b.test");
    const { exitCode, stdout, stderr } = await upWith({ caKey: key, security: { caCertificates: { cert, root } } });
    assert.notEqual(exitCode, 0);
    const told = stdout + stderr;
    assert.match(told, /caKey: does not belong to cert/);
    assert.match(told, /caKey: is not encrypted in the stack's config/);
    assert.ok(!told.includes(key.split("\n")[1] ?? assert.fail()));
  });

  it("stand nowhere in the clear: not in state, history, output or logs", async () => {
    const credential = (await kubectl("config", "view", "--raw", "--output=jsonpath={.users[0].user.*}")).trim();
    const secret = credential.split(/\s+/).find((part) => part.length > 200) ?? assert.fail("no credential");
    for (const args of [
      ["stack", "export"],
      ["stack", "output", "--json"],
      ["stack", "history", "--json"],
    ]) {
      const text = await npmDo("pulumi", ...args);
      assert.ok(!text.includes(secret), args.join(" "));
    }
    assert.doesNotMatch(await kubectl("logs", "deployment/istiod", "--namespace=istio-system"), /PRIVATE KEY/);
  });
});

describe("a mesh root of one's own", () => {
  const authority = makeAuthority("a.test");

  /**
   * Everything that holds a certificate starts anew, and with it gets one of the authority that istiod has now. A pod
   * that starts before istiod has written its root to the namespace trusts the old one until kubelet syncs its volumes,
   * and does not become ready so long.
   */
  async function restartWorkloads(root: "own" | "istiod's"): Promise<void> {
    for (const namespace of ["istio-system", "default"]) {
      await eventually(async () => assert.equal(await rootIn(namespace), root, namespace));
      const names = (await kubectl("get", "deployments", `--namespace=${namespace}`, "--output=name")).trim();
      const own = names.split("\n").filter((name) => !name.endsWith("/istiod"));
      await kubectl("rollout", "restart", `--namespace=${namespace}`, ...own);
      const restarted = own.map((name) =>
        kubectl("rollout", "status", name, `--namespace=${namespace}`, "--timeout=180s"),
      );
      await Promise.all(restarted);
    }
  }

  /** Whose root the workloads of a namespace are told to trust. */
  async function rootIn(namespace: string): Promise<"own" | "istiod's"> {
    const key = "--output=jsonpath={.data.root-cert\\.pem}";
    const pem = await kubectl("get", "configmap", "istio-ca-root-cert", `--namespace=${namespace}`, key);
    return pem.trim() === authority.root.trim() ? "own" : "istiod's";
  }

  after(async () => {
    await restored();
    // It looks for an authority as it starts.
    await kubectl("rollout", "restart", "deployment/istiod", "--namespace=istio-system");
    await kubectl("rollout", "status", "deployment/istiod", "--namespace=istio-system", "--timeout=180s");
    await restartWorkloads("istiod's");
    await allAsConfigured("--attempts", "1");
  });

  it("signs the workloads' certificates, and its key stands in the clear nowhere", async () => {
    const file = configWith({});
    for (const [key, pem, ...secret] of [
      ["security.caCertificates.cert", authority.cert],
      ["security.caCertificates.root", authority.root],
      ["caKey", authority.key, "--secret"],
    ] as const) {
      const set = ["config", "set", "--path", `bookinfo-mesh:${key}`, "--config-file", file, ...secret];
      await npmDoWith(pem, "pulumi", ...set);
    }
    await npmDo("pulumi", "up", "--yes", "--skip-preview", "--config-file", file);
    await restartWorkloads("own");
    await allAsConfigured("--attempts", "1");

    const seen = await npmDo("istioctl", "proxy-config", "secret", "deployment/ratings-v1.default", "--output=json");
    const chains = [...seen.matchAll(/"inlineBytes":\s*"([^"]+)"/g)].map(([, bytes]) =>
      Buffer.from(bytes ?? "", "base64"),
    );
    const roots = chains.flatMap((chain) => chain.toString().match(/-----BEGIN CERTIFICATE-----[^-]+-----END/g) ?? []);
    const body = (pem: string) => pem.replaceAll(/-----[^-]+-----|-----END|\s/g, "");
    assert.ok(
      roots.some((root) => body(root) === body(authority.root)),
      "the sidecar does not know the root",
    );

    const secret = authority.key.split("\n")[1] ?? assert.fail();
    for (const args of [
      ["stack", "export"],
      ["stack", "history", "--json"],
      ["preview", "--diff", "--config-file", file],
      ["preview", "--config-file", file, "--policy-pack", "policies/serve", "--policy-pack-config", DEV_PROFILE],
    ]) {
      assert.ok(!(await npmDo("pulumi", ...args)).includes(secret), args.join(" "));
    }
  });
});
