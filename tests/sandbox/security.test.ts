import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type SecureVersion } from "node:tls";
import { Agent, request } from "undici";
import { generateKeyPairSync, sign } from "node:crypto";
import { makeAuthority } from "../security/authority";
import { npmDo, npmDoWith, npmRun } from "./command";
import { allAsConfigured, observed, refusedOf, securityCheck } from "./security/check";
import { InMeshLoad, type LoadResult } from "./security/in-mesh-load";
import { applied, configWith, restored, upWith } from "./security/stack-with";

const PAGE = "http://127.0.0.1:30080/productpage";
const SECURE_PAGE = "https://127.0.0.1:30443/productpage";
const BOOKINFO = ["reviews/0", "details/0", "ratings/0"].map(
  (path) => `http://${path.split("/")[0]}.default.svc.cluster.local:9080/${path}`,
);
const LISTED = {
  host: "listed.outside.test",
  ports: [
    { number: 8080, protocol: "HTTP" },
    { number: 8443, protocol: "HTTPS" },
  ],
};
const anyCertificate = new Agent({ connect: { rejectUnauthorized: false } });

const scratch = mkdtempSync(join(tmpdir(), "security-test-"));

/** A Secret from files, for the time of the tests. */
async function makeSecret(type: "generic" | "tls", name: string, files: Record<string, string>): Promise<void> {
  const options = Object.entries(files).map(([option, content]) => {
    const file = join(scratch, `${name}-${option.replace(/\W/g, "-")}`);
    writeFileSync(file, content, { mode: 0o600 });
    return type === "tls" ? `--${option}=${file}` : `--from-file=${option}=${file}`;
  });
  await npmRun("kubectl", "delete", "secret", name, "--namespace=istio-system", "--ignore-not-found");
  await npmDo("kubectl", "create", "secret", type, name, "--namespace=istio-system", ...options);
}

function assertNoneFailed({ sent, outcomes, slowestMs }: LoadResult, atLeast: number): void {
  console.log(`      ${sent} requests, ${sent - (outcomes["200"] ?? 0)} failed, the slowest took ${slowestMs} ms`);
  assert.deepEqual(outcomes, { 200: sent });
  assert.ok(sent >= atLeast, `only ${sent} requests were sent`);
}

describe("mesh security", () => {
  after(() => rmSync(scratch, { recursive: true }));
  after(restored);

  describe("who reaches whom, measured", () => {
    for (const [mtls, refused] of [
      ["permissive", 0],
      ["namespace", 40],
      ["mesh", 40],
    ] as const) {
      it(`under mtls: ${mtls} is as configured; of 40 plain requests ${refused} are refused`, async () => {
        await applied({ mtls });
        const report = await allAsConfigured("--attempts", "5");
        assert.deepEqual(refusedOf(report), { refused, total: 40 });
        assert.equal(observed(report, "outside, HTTP", "productpage"), "answered");
      });
    }

    it("from a namespace without sidecars is the same", async () => {
      await npmDo("kubectl", "create", "namespace", "no-sidecars");
      try {
        await applied({});
        const report = await allAsConfigured("--attempts", "1", "--plain-namespace", "no-sidecars");
        assert.deepEqual(refusedOf(report), { refused: 8, total: 8 });
      } finally {
        await npmDo("kubectl", "delete", "namespace", "no-sidecars");
      }
    });

    it("under mtls: namespace leaves the rest of the mesh as it was", async () => {
      await npmDo("kubectl", "create", "namespace", "elsewhere");
      try {
        await npmDo("kubectl", "label", "namespace", "elsewhere", "istio-injection=enabled");
        await runPod("server", "true");
        await runPod("client", "false");
        const address = await npmDo(
          "kubectl",
          "get",
          "pod",
          "server",
          "--namespace=elsewhere",
          "--output=jsonpath={.status.podIP}",
        );
        const ask = `fetch("http://${address}:9080/health").then((r) => console.log(r.status), (e) => console.log(e.cause?.code))`;
        const answer = async () =>
          (await npmDo("kubectl", "exec", "client", "--namespace=elsewhere", "--", "node", "-e", ask)).trim();
        await applied({ mtls: "namespace" });
        assert.equal(await answer(), "200");
        await applied({ mtls: "mesh" });
        assert.match(await answer(), /ECONNRESET|UND_ERR_SOCKET/);
      } finally {
        await npmDo("kubectl", "delete", "namespace", "elsewhere");
      }
    });

    async function runPod(name: string, sidecar: "true" | "false"): Promise<void> {
      const label = `--labels=sidecar.istio.io/inject=${sidecar}`;
      const image = "--image=sandbox.local/bookinfo/examples-bookinfo-ratings-v1:1.20.3";
      await npmDo("kubectl", "run", name, "--namespace=elsewhere", image, "--image-pull-policy=IfNotPresent", label);
      await npmDo("kubectl", "wait", `pod/${name}`, "--namespace=elsewhere", "--for=condition=Ready", "--timeout=120s");
    }

    it("with an exception is one port of one workload more, and nothing else", async () => {
      await applied({
        security: { exceptions: [{ workload: "ratings", port: 9080, reason: "a job without sidecar" }] },
      });
      const report = await allAsConfigured();
      assert.equal(observed(report, "pod without sidecar", "ratings"), "answered");
      assert.deepEqual(refusedOf(report), { refused: 18, total: 24 });
    });

    it("differs from the config, and says so by exit code 1, when somebody changes the mesh by hand", async () => {
      await applied({});
      const byHand = {
        apiVersion: "security.istio.io/v1",
        kind: "PeerAuthentication",
        metadata: { name: "by-hand", namespace: "default" },
        spec: { selector: { matchLabels: { app: "ratings" } }, mtls: { mode: "PERMISSIVE" } },
      };
      await npmDoWith(JSON.stringify(byHand), "kubectl", "apply", "-f", "-");
      try {
        await new Promise((resolve) => setTimeout(resolve, 3000));
        const { report, exitCode } = await securityCheck("--attempts", "1");
        assert.equal(exitCode, 1);
        assert.deepEqual(
          report.pairs.filter(({ ok }) => !ok).map(({ caller, target }) => `${caller} -> ${target}`),
          ["pod without sidecar -> ratings", "pod without sidecar, by pod address -> ratings (pod)"],
        );
      } finally {
        await npmDo("kubectl", "delete", "peerauthentication", "by-hand");
      }
    });

    it("leaves no pod behind", async () => {
      const pods = await npmDo("kubectl", "get", "pods", "--all-namespaces", "--output=name");
      assert.doesNotMatch(pods, /security-check/);
    });
  });

  describe("the API server, called by workloads with sidecars", () => {
    for (const [security, outcome, why] of [
      [{ apiServerTls: "disable" }, "answered", "with the rule"],
      [{ apiServerTls: "auto" }, "answered", "without the rule: Istio sees that it has no sidecar"],
      [
        { clientTls: "mutual", apiServerTls: "disable" },
        "answered",
        "with the rule, and mutual TLS for all other hosts",
      ],
      [{ clientTls: "mutual", apiServerTls: "auto" }, "broken off", "without the rule where all hosts get mutual TLS"],
    ] as const) {
      it(`is ${outcome} ${why}`, async () => {
        await applied({ security });
        const report = await allAsConfigured();
        for (const caller of ["productpage", "ratings", "istio-ingressgateway"]) {
          assert.equal(observed(report, caller, "API server"), outcome);
        }
      });
    }
  });

  describe("a client rule that would switch mutual TLS off", () => {
    it("is refused before anything is touched", async () => {
      const rule = { host: "*.default.svc.cluster.local", tls: "DISABLE", reason: "-" };
      const { exitCode, stdout, stderr } = await upWith({ security: { clientRules: [rule] } });
      assert.notEqual(exitCode, 0);
      assert.match(stdout + stderr, /switches mutual TLS off towards productpage, details, ratings, reviews/);
    });
  });

  describe("the way out of the mesh", () => {
    it("under REGISTRY_ONLY is open to listed hosts alone", async () => {
      await applied({ egress: { policy: "REGISTRY_ONLY", hosts: [LISTED] } });
      const report = await allAsConfigured();
      assert.equal(observed(report, "reviews", "http://listed.outside.test:8080/"), "answered");
      assert.equal(observed(report, "reviews", "https://listed.outside.test:8443/"), "answered");
      assert.match(observed(report, "reviews", "http://unlisted.outside.test:8080/"), /^(status 502|broken off)$/);
      assert.equal(observed(report, "reviews", "https://unlisted.outside.test:8443/"), "broken off");
    });

    const originate = { number: 80, protocol: "HTTP", tls: "originate", targetPort: 8443 };

    it("speaks TLS for workloads that do not, where asked", async () => {
      const host = { host: "tls.outside.test", ports: [{ ...originate, verify: "none" }] };
      await applied({ egress: { policy: "REGISTRY_ONLY", hosts: [host] } });
      assert.equal(observed(await allAsConfigured(), "reviews", "http://tls.outside.test:80/"), "answered");
    });

    it("takes no certificate of an authority that the system does not know", async () => {
      await applied({ egress: { hosts: [{ host: "tls.outside.test", ports: [originate] }] } });
      const { report, exitCode } = await securityCheck("--attempts", "1");
      assert.equal(exitCode, 1);
      assert.equal(observed(report, "reviews", "http://tls.outside.test:80/"), "status 503");
    });

    it("leads through the egress gateway, which checks certificates by an authority of one's own", async () => {
      const authority = await npmDo(
        "kubectl",
        "config",
        "view",
        "--raw",
        "--output=jsonpath={.clusters[0].cluster.certificate-authority-data}",
      );
      await makeSecret("generic", "outside-ca", { "ca.crt": Buffer.from(authority, "base64").toString() });
      const egressGateway = { imagePullPolicy: "IfNotPresent", autoscaling: { enabled: false } };
      const tls = { host: "tls.outside.test", ports: [{ ...originate, caSecret: "outside-ca" }] };
      await applied({
        istio: { values: { egressGateway } },
        egress: { policy: "REGISTRY_ONLY", via: "gateway", hosts: [LISTED, tls] },
      });
      const report = await allAsConfigured();
      for (const url of [
        "http://tls.outside.test:80/",
        "http://listed.outside.test:8080/",
        "https://listed.outside.test:8443/",
      ]) {
        assert.equal(observed(report, "reviews", url), "answered", url);
      }

      // With the gateway gone nothing gets out: so it is the gateway that calls went through.
      await npmDo("kubectl", "scale", "deployment/istio-egressgateway", "--namespace=istio-system", "--replicas=0");
      await npmDo(
        "kubectl",
        "wait",
        "pod",
        "--selector=istio=egressgateway",
        "--namespace=istio-system",
        "--for=delete",
        "--timeout=60s",
      );
      const { report: without } = await securityCheck("--attempts", "1");
      assert.notEqual(observed(without, "reviews", "http://listed.outside.test:8080/"), "answered");
      await npmDo("kubectl", "scale", "deployment/istio-egressgateway", "--namespace=istio-system", "--replicas=1");
    });
  });

  describe("calls between workloads under enforced authorization", () => {
    it("are those that Bookinfo makes, by certificate; all others get 403, and the page works", async () => {
      await applied({ security: { authorization: "enforced" } });
      const report = await allAsConfigured();
      assert.equal(observed(report, "reviews", "ratings"), "answered");
      for (const caller of ["productpage", "details", "ratings", "istio-ingressgateway"]) {
        assert.equal(observed(report, caller, "ratings"), "status 403", caller);
      }
      const { statusCode, body } = await request(PAGE);
      assert.equal(statusCode, 200);
      assert.doesNotMatch(await body.text(), /unavailable/);
    });

    it("are open to plain text just where an exception says so", async () => {
      const exceptions = [{ workload: "ratings", port: 9080, reason: "a job without sidecar" }];
      await applied({ mtls: "permissive", security: { authorization: "enforced", exceptions } });
      const report = await allAsConfigured();
      assert.equal(observed(report, "pod without sidecar", "ratings"), "answered");
      assert.equal(observed(report, "pod without sidecar", "details"), "status 403");
      assert.equal(observed(report, "details", "ratings"), "status 403");
    });
  });

  describe("the door", () => {
    it("serves HTTPS with the named certificate, sends plain HTTP there, and speaks nothing older than TLS 1.2", async () => {
      const { server } = makeAuthority("bookinfo.test");
      await makeSecret("tls", "bookinfo-certificate", server);
      await applied({ istio: { gateway: { tls: { credentialName: "bookinfo-certificate" } } } });
      assert.equal((await npmDo("pulumi", "stack", "output", "productpageUrl")).trim(), SECURE_PAGE);

      const report = await allAsConfigured();
      assert.equal(observed(report, "outside, HTTPS", "productpage"), "answered");
      const redirect = await request(PAGE);
      await redirect.body.dump();
      assert.deepEqual([redirect.statusCode, redirect.headers["location"]], [301, SECURE_PAGE]);
      assert.equal(await handshake("TLSv1.1"), "refused");
      assert.equal(await handshake("TLSv1.2"), "CN=bookinfo.test");
    });

    /** The certificate that the gateway shows to a client which speaks no newer version. */
    function handshake(maxVersion: SecureVersion): Promise<string> {
      return new Promise((resolve) => {
        const socket = connect({
          host: "127.0.0.1",
          port: 30443,
          minVersion: "TLSv1",
          maxVersion,
          rejectUnauthorized: false,
          // Node's own OpenSSL speaks old versions only at its lowest level.
          ciphers: "DEFAULT:@SECLEVEL=0",
        });
        socket.once("error", () => resolve("refused"));
        socket.once("secureConnect", () => {
          resolve(`CN=${String(socket.getPeerCertificate().subject.CN)}`);
          socket.destroy();
        });
      });
    }

    it("takes tokens of the named issuer alone, and on some paths nothing without one", async () => {
      const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const key = { ...publicKey.export({ format: "jwk" }), kid: "test", alg: "RS256", use: "sig" };
      const issuer = "https://issuer.test";
      const jwt = { issuer, jwks: JSON.stringify({ keys: [key] }), required: ["/api/v1/*"] };
      const token = (claims: object) => {
        const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
        const expires = Math.floor(Date.now() / 1000) + 600;
        const text = `${part({ alg: "RS256", kid: "test" })}.${part({ sub: "anna", exp: expires, ...claims })}`;
        return `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
      };
      await applied({ security: { jwt } });

      const status = async (path: string, bearer?: string) => {
        const headers = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
        const { statusCode, body } = await request(new URL(path, PAGE), { headers, dispatcher: anyCertificate });
        await body.dump();
        return statusCode;
      };
      assert.equal(await status("/productpage"), 200);
      assert.equal(await status("/api/v1/products"), 403);
      assert.equal(await status("/api/v1/products", token({ iss: issuer })), 200);
      assert.equal(await status("/api/v1/products", token({ iss: "https://other.test" })), 401);
      assert.equal(await status("/productpage", "no.such.token"), 401);
    });
  });

  describe("under a load of 100 requests a second inside the mesh", () => {
    it("no request fails while the mode goes permissive -> namespace -> mesh -> permissive", async () => {
      await applied({ mtls: "permissive" });
      const load = await InMeshLoad.start({ name: "mode-load", urls: BOOKINFO, perSecond: 100 });
      try {
        for (const mtls of ["namespace", "mesh", "permissive"]) {
          await applied({ mtls });
          await new Promise((resolve) => setTimeout(resolve, 5000));
        }
        assertNoneFailed(await load.stop(), 2000);
      } finally {
        await load.remove();
      }
    });

    it("no request fails while certificates are renewed, again and again", async () => {
      // One minute is renewed after half of it; the shortest that leaves a proxy time to ask again.
      const proxyConfig = JSON.stringify({ proxyMetadata: { SECRET_TTL: "1m0s" } });
      await applied({});
      const load = await InMeshLoad.start({ name: "certificate-load", urls: BOOKINFO, perSecond: 100, proxyConfig });
      try {
        const seen = new Set<string>();
        for (let look = 0; look < 16; look += 1) {
          const certificates = await npmDo(
            "istioctl",
            "proxy-config",
            "secret",
            "certificate-load.default",
            "--output=json",
          );
          seen.add(/"inlineBytes":\s*"([^"]{40,})"/.exec(certificates)?.[1] ?? assert.fail(certificates));
          await new Promise((resolve) => setTimeout(resolve, 5000));
        }
        assert.ok(seen.size >= 3, `the client had ${seen.size} certificates in 80 s`);
        assertNoneFailed(await load.stop(), 7000);
      } finally {
        await load.remove();
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
      assert.doesNotMatch(
        await npmDo("kubectl", "logs", "deployment/istiod", "--namespace=istio-system"),
        /PRIVATE KEY/,
      );
    });
  });

  describe("a mesh root of one's own", () => {
    const authority = makeAuthority("a.test");

    /** Everything that holds a certificate starts anew, and with it gets one of the authority that istiod has now. */
    async function restartWorkloads(): Promise<void> {
      for (const namespace of ["istio-system", "default"]) {
        const names = (
          await npmDo("kubectl", "get", "deployments", `--namespace=${namespace}`, "--output=name")
        ).trim();
        const own = names.split("\n").filter((name) => !name.endsWith("/istiod"));
        await npmDo("kubectl", "rollout", "restart", `--namespace=${namespace}`, ...own);
        for (const name of own)
          await npmDo("kubectl", "rollout", "status", name, `--namespace=${namespace}`, "--timeout=180s");
      }
    }

    after(async () => {
      await restored();
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
      const roots = chains.flatMap(
        (chain) => chain.toString().match(/-----BEGIN CERTIFICATE-----[^-]+-----END/g) ?? [],
      );
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
      ]) {
        assert.ok(!(await npmDo("pulumi", ...args)).includes(secret), args.join(" "));
      }
    });
  });
});
