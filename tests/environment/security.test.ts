import assert from "node:assert/strict";
import { execa } from "execa";
import { request } from "undici";
import { npmDo, npmDoWith, repo } from "./command";
import { allAsConfigured, observed, refusedOf, securityCheck } from "./security/check";
import { assertNoneFailed, BOOKINFO_URLS, InMeshLoad } from "./security/in-mesh-load";
import { applied, restored, upWith } from "./security/stack-with";
import { LOADER } from "../node-with-loader";

const IMAGE = "--image=sandbox.local/bookinfo/examples-bookinfo-ratings-v1:1.20.3";
const PULL = "--image-pull-policy=IfNotPresent";
const PAGE = "http://127.0.0.1:30080/productpage";

describe("mesh security", () => {
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
      await npmDo("kubectl", "run", name, "--namespace=elsewhere", IMAGE, PULL, label);
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

    it("with an exception for a whole workload is all of that workload more", async () => {
      await applied({ security: { exceptions: [{ workload: "details", reason: "a job without sidecar" }] } });
      const report = await allAsConfigured();
      assert.equal(observed(report, "pod without sidecar", "details"), "answered");
      assert.deepEqual(refusedOf(report), { refused: 18, total: 24 });
    });

    it("with a strict exception is one workload less, where the mode demands nothing", async () => {
      const exceptions = [{ workload: "ratings", mode: "strict", reason: "holds what is worth most" }];
      await applied({ mtls: "permissive", security: { exceptions } });
      const report = await allAsConfigured();
      assert.equal(observed(report, "pod without sidecar", "ratings"), "broken off");
      assert.equal(observed(report, "pod without sidecar", "details"), "answered");
      assert.deepEqual(refusedOf(report), { refused: 6, total: 24 });
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

    const clientPods = async () => {
      const pods = await npmDo("kubectl", "get", "pods", "--all-namespaces", "--output=name");
      return pods.split("\n").filter((pod) => pod.includes("security-check"));
    };

    it("leaves no pod behind", async () => assert.deepEqual(await clientPods(), []));

    it("leaves no pod behind when it is interrupted", async () => {
      const check = execa(process.execPath, [...LOADER, "commands/security/cli.ts", "check"], {
        cwd: repo,
        reject: false,
      });
      while ((await clientPods()).length === 0) await new Promise((resolve) => setTimeout(resolve, 300));
      check.kill("SIGINT");
      const { exitCode, stderr } = await check;
      assert.equal(exitCode, 2, stderr);
      assert.match(stderr, /Interrupted; the client pods are removed/);
      assert.deepEqual(await clientPods(), []);
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

  describe("a client rule", () => {
    it("lets workloads reach a server without sidecar where all hosts get mutual TLS", async () => {
      await npmDo("kubectl", "create", "namespace", "legacy");
      try {
        await npmDo("kubectl", "run", "orders", "--namespace=legacy", IMAGE, PULL, "--port=9080", "--expose");
        await npmDo("kubectl", "wait", "pod/orders", "--namespace=legacy", "--for=condition=Ready", "--timeout=120s");
        const ask = `fetch("http://orders.legacy:9080/health").then((r) => console.log(r.status), (e) => console.log(e.cause?.code))`;
        const exec = ["exec", "deployment/ratings-v1", "--container=ratings", "--", "node", "-e", ask];
        const answer = async () => (await npmDo("kubectl", ...exec)).trim();

        await applied({ security: { clientTls: "auto" } });
        assert.equal(await answer(), "200");
        await applied({ security: { clientTls: "mutual" } });
        assert.equal(await answer(), "503");
        const clientRules = [{ host: "orders.legacy.svc.cluster.local", tls: "DISABLE", reason: "no sidecar" }];
        await applied({ security: { clientTls: "mutual", clientRules } });
        assert.equal(await answer(), "200");
      } finally {
        await npmDo("kubectl", "delete", "namespace", "legacy");
      }
    });

    it("that would switch mutual TLS off towards the application is refused before anything is touched", async () => {
      const rule = { host: "*.default.svc.cluster.local", tls: "DISABLE", reason: "-" };
      const { exitCode, stdout, stderr } = await upWith({ security: { clientRules: [rule] } });
      assert.notEqual(exitCode, 0);
      assert.match(stdout + stderr, /switches mutual TLS off towards productpage, details, ratings, reviews/);
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

  describe("under a load of 100 requests a second inside the mesh", () => {
    it("no request fails while the mode goes permissive -> namespace -> mesh -> permissive", async () => {
      await applied({ mtls: "permissive" });
      const load = await InMeshLoad.start({ name: "mode-load", urls: BOOKINFO_URLS, perSecond: 100 });
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
  });
});
