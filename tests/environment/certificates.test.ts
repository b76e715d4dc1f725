import assert from "node:assert/strict";
import { makeAuthority } from "../mesh/security/authority";
import { npmDo, npmDoWith } from "./command";
import { allAsConfigured } from "./security/check";
import { assertNoneFailed, BOOKINFO_URLS, InMeshLoad } from "./security/in-mesh-load";
import { applied, configWith, restored, upWith } from "./security/stack-with";

/** The profile in which nothing fails: what is asked here is what the pack prints. */
const DEV_PROFILE = "policies/profiles/dev.json";

describe("certificates", () => {
  after(restored);

  // One minute is renewed after half of it; the shortest that leaves a proxy time to ask again.
  const proxyConfig = JSON.stringify({ proxyMetadata: { SECRET_TTL: "1m0s" } });

  /** Looks for 80 seconds at the certificate of a pod, and counts how many there were. */
  async function certificatesOf(pod: string): Promise<number> {
    const seen = new Set<string>();
    for (let look = 0; look < 16; look += 1) {
      const certificates = await npmDo("istioctl", "proxy-config", "secret", `${pod}.default`, "--output=json");
      seen.add(/"inlineBytes":\s*"([^"]{40,})"/.exec(certificates)?.[1] ?? assert.fail(certificates));
      await new Promise((resolve) => setTimeout(resolve, 5000));
    }
    return seen.size;
  }

  it("of a client and of a server are renewed, again and again, and no request fails", async () => {
    await applied({});
    await npmDo(
      "kubectl",
      "run",
      "renewing-server",
      "--image=sandbox.local/bookinfo/examples-bookinfo-ratings-v1:1.20.3",
      "--image-pull-policy=IfNotPresent",
      "--port=9080",
      "--expose",
      "--labels=sidecar.istio.io/inject=true,test=renewing-server",
      `--annotations=proxy.istio.io/config=${proxyConfig}`,
    );
    try {
      await npmDo("kubectl", "wait", "pod/renewing-server", "--for=condition=Ready", "--timeout=120s");
      const urls = [...BOOKINFO_URLS, "http://renewing-server.default.svc.cluster.local:9080/health"];
      const load = await InMeshLoad.start({ name: "certificate-load", urls, perSecond: 100, proxyConfig });
      try {
        const counts = await Promise.all(["certificate-load", "renewing-server"].map(certificatesOf));
        for (const count of counts) assert.ok(count >= 3, counts.join(" and "));
        assertNoneFailed(await load.stop(), 7000);
      } finally {
        await load.remove();
      }
    } finally {
      await npmDo("kubectl", "delete", "pod,service", "renewing-server");
    }
  });
});

describe("secrets", () => {
  it("that do not fit or are not encrypted end the update, and are never quoted", async () => {
    const { key, root } = makeAuthority("a.test");
    const { cert } = makeAuthority("b.test");
    const { exitCode, stdout, stderr } = await upWith({ caKey: key, security: { caCertificates: { cert, root } } });
    assert.notEqual(exitCode, 0);
    const told = stdout + stderr;
    assert.match(told, /caKey: does not belong to cert/);
    assert.match(told, /caKey: stands in the clear in the stack's config/);
    assert.ok(!told.includes(key.split("\n")[1] ?? assert.fail()));
  });

  it("stand nowhere in the clear: not in state, history, output or logs", async () => {
    const credential = (
      await npmDo("kubectl", "config", "view", "--raw", "--output=jsonpath={.users[0].user.*}")
    ).trim();
    const secret = credential.split(/\s+/).find((part) => part.length > 200) ?? assert.fail("no credential");
    for (const args of [
      ["stack", "export"],
      ["stack", "output", "--json"],
      ["stack", "history", "--json"],
    ]) {
      const text = await npmDo("pulumi", ...args);
      assert.ok(!text.includes(secret), args.join(" "));
    }
    assert.doesNotMatch(await npmDo("kubectl", "logs", "deployment/istiod", "--namespace=istio-system"), /PRIVATE KEY/);
  });
});

describe("a mesh root of one's own", () => {
  const authority = makeAuthority("a.test");

  /** Everything that holds a certificate starts anew, and with it gets one of the authority that istiod has now. */
  async function restartWorkloads(): Promise<void> {
    for (const namespace of ["istio-system", "default"]) {
      const names = (await npmDo("kubectl", "get", "deployments", `--namespace=${namespace}`, "--output=name")).trim();
      const own = names.split("\n").filter((name) => !name.endsWith("/istiod"));
      await npmDo("kubectl", "rollout", "restart", `--namespace=${namespace}`, ...own);
      const restarted = own.map((name) =>
        npmDo("kubectl", "rollout", "status", name, `--namespace=${namespace}`, "--timeout=180s"),
      );
      await Promise.all(restarted);
    }
  }

  after(async () => {
    await restored();
    // It looks for an authority as it starts.
    await npmDo("kubectl", "rollout", "restart", "deployment/istiod", "--namespace=istio-system");
    await npmDo("kubectl", "rollout", "status", "deployment/istiod", "--namespace=istio-system", "--timeout=180s");
    await restartWorkloads();
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
    await restartWorkloads();
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
