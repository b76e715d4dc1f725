import assert from "node:assert/strict";
import { execa } from "execa";
import { request } from "undici";
import { kubectl, kubectlWith, PAGE, repo } from "./command";
import { type SecurityReport } from "../../commands/security/report";
import { allAsConfigured, observed, refusedOf, securityCheck } from "./security/check";
import { assertNoneFailed, BOOKINFO_URLS, InMeshLoad } from "./security/in-mesh-load";
import { applied, restored, upWith } from "./security/stack-with";
import { LOADER } from "../node-with-loader";

const IMAGE = "--image=sandbox.local/bookinfo/examples-bookinfo-ratings-v1:1.20.3";
const PULL = "--image-pull-policy=IfNotPresent";
const API_SERVER_CALLERS = ["productpage", "ratings", "istio-ingressgateway"];
const BY_NO_SIDECAR = ["--caller", "no-sidecar"];

/** The status that Node in a container gets for an address, or why it gets none. */
async function answerTo(url: string, ...container: readonly string[]): Promise<string> {
  const ask = `fetch("${url}").then((r) => console.log(r.status), (e) => console.log(e.cause?.code))`;
  return (await kubectl("exec", ...container, "--", "node", "-e", ask)).trim();
}

describe("mesh security", () => {
  after(restored);

  describe("who reaches whom, measured while 50 requests a second go through the mesh", () => {
    let load: InMeshLoad;
    before(async () => {
      await applied({ mtls: "permissive" });
      load = await InMeshLoad.start({ name: "mode-load", urls: BOOKINFO_URLS, perSecond: 50 });
      await kubectl("create", "namespace", "no-sidecars");
      await kubectl("create", "namespace", "elsewhere");
      await kubectl("label", "namespace", "elsewhere", "istio-injection=enabled");
      await runPod("server", "true");
      await runPod("client", "false");
    });
    after(async () => {
      await load.remove();
      await kubectl("delete", "namespace", "no-sidecars", "elsewhere", "--wait=false");
    });

    // Whether workloads reach the API server does not depend on the mode: one update shows both.
    for (const [mtls, refused, elsewhere, apiServerTls] of [
      ["permissive", 0, "200", "disable"],
      ["namespace", 40, "200", "auto"],
      ["mesh", 40, "no answer", "disable"],
    ] as const) {
      it(`under mtls: ${mtls} is as configured; of 40 plain requests ${refused} are refused`, async () => {
        await applied({ mtls, security: { apiServerTls } });
        const report = await allAsConfigured("--attempts", "5");
        assert.deepEqual(refusedOf(report), { refused, total: 40 });
        assert.equal(observed(report, "outside, HTTP", "productpage"), "answered");
        for (const caller of API_SERVER_CALLERS) assert.equal(observed(report, caller, "API server"), "answered");
      });

      it(`under mtls: ${mtls}, plain requests in another namespace get: ${elsewhere}`, async () => {
        const answer = await plainElsewhere();
        assert.equal(answer.replace(/ECONNRESET|UND_ERR_SOCKET/, "no answer"), elsewhere);
      });
    }

    it("from a namespace without sidecars is the same", async () => {
      const report = await allAsConfigured("--attempts", "1", "--plain-namespace", "no-sidecars", ...BY_NO_SIDECAR);
      assert.deepEqual(refusedOf(report), { refused: 8, total: 8 });
    });

    it("with a strict exception is one workload less, where the mode demands nothing", async () => {
      const exceptions = [{ workload: "ratings", mode: "strict", reason: "holds what is worth most" }];
      await applied({ mtls: "permissive", security: { exceptions } });
      const report = await allAsConfigured(...BY_NO_SIDECAR);
      assert.equal(observed(report, "pod without sidecar", "ratings"), "broken off");
      assert.equal(observed(report, "pod without sidecar", "details"), "answered");
      assert.deepEqual(refusedOf(report), { refused: 6, total: 24 });
    });

    it("was so without a failed request while the mode went from permissive to namespace, mesh and back", async () => {
      assertNoneFailed(await load.stop(), 2000);
    });

    async function runPod(name: string, sidecar: "true" | "false"): Promise<void> {
      const label = `--labels=sidecar.istio.io/inject=${sidecar}`;
      await kubectl("run", name, "--namespace=elsewhere", IMAGE, PULL, label);
      await kubectl("wait", `pod/${name}`, "--namespace=elsewhere", "--for=condition=Ready", "--timeout=120s");
    }

    /** What a pod without sidecar gets from one with a sidecar, both in a namespace that is not the application's. */
    async function plainElsewhere(): Promise<string> {
      const address = await kubectl(
        "get",
        "pod",
        "server",
        "--namespace=elsewhere",
        "--output=jsonpath={.status.podIP}",
      );
      return answerTo(`http://${address}:9080/health`, "client", "--namespace=elsewhere");
    }
  });

  describe("exceptions", () => {
    let report: SecurityReport;
    before(async () => {
      const reason = "a job without sidecar";
      const exceptions = [
        { workload: "ratings", port: 9080, reason },
        { workload: "details", reason },
      ];
      await applied({ security: { exceptions } });
      report = await allAsConfigured(...BY_NO_SIDECAR);
    });

    it("are for one port of a workload, or for a whole workload", () => {
      assert.equal(observed(report, "pod without sidecar", "ratings"), "answered");
      assert.equal(observed(report, "pod without sidecar", "details"), "answered");
    });

    it("are for nothing else", () => assert.deepEqual(refusedOf(report), { refused: 12, total: 24 }));
  });

  describe("a mesh that somebody else changes", () => {
    it("differs from the config, and the check says so by exit code 1", async () => {
      await applied({});
      const byHand = {
        apiVersion: "security.istio.io/v1",
        kind: "PeerAuthentication",
        metadata: { name: "by-hand", namespace: "default" },
        spec: { selector: { matchLabels: { app: "ratings" } }, mtls: { mode: "PERMISSIVE" } },
      };
      await kubectlWith(JSON.stringify(byHand), "apply", "-f", "-");
      try {
        await new Promise((resolve) => setTimeout(resolve, 3000));
        const { report, exitCode } = await securityCheck("--attempts", "1", ...BY_NO_SIDECAR);
        assert.equal(exitCode, 1);
        assert.deepEqual(
          report.pairs.filter(({ ok }) => !ok).map(({ caller, target }) => `${caller} -> ${target}`),
          ["pod without sidecar -> ratings", "pod without sidecar, by pod address -> ratings (pod)"],
        );
      } finally {
        await kubectl("delete", "peerauthentication", "by-hand");
      }
    });
  });

  describe("the check", () => {
    const clientPods = async () => {
      const pods = await kubectl("get", "pods", "--all-namespaces", "--output=name");
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

  describe("a workload where all hosts get mutual TLS", () => {
    before(async () => {
      await kubectl("create", "namespace", "legacy");
      await kubectl("run", "orders", "--namespace=legacy", IMAGE, PULL, "--port=9080", "--expose");
      await kubectl("wait", "pod/orders", "--namespace=legacy", "--for=condition=Ready", "--timeout=120s");
    });
    after(() => kubectl("delete", "namespace", "legacy", "--wait=false"));

    /** What ratings gets from a server without sidecar. */
    const orders = () => answerTo("http://orders.legacy:9080/health", "deployment/ratings-v1", "--container=ratings");

    async function apiServerIs(outcome: string): Promise<void> {
      const report = await allAsConfigured("--caller", ...API_SERVER_CALLERS);
      for (const caller of API_SERVER_CALLERS) assert.equal(observed(report, caller, "API server"), outcome);
    }

    it("reaches the API server by its rule, and no server without sidecar that has none", async () => {
      assert.equal(await orders(), "200"); // Before they do.
      await applied({ security: { clientTls: "mutual", apiServerTls: "disable" } });
      assert.equal(await orders(), "503");
      await apiServerIs("answered");
    });

    it("reaches a server without sidecar by a client rule, and no API server without its rule", async () => {
      const clientRules = [{ host: "orders.legacy.svc.cluster.local", tls: "DISABLE", reason: "no sidecar" }];
      await applied({ security: { clientTls: "mutual", apiServerTls: "auto", clientRules } });
      assert.equal(await orders(), "200");
      await apiServerIs("broken off");
    });

    it("has no client rule that switches mutual TLS off towards the application: that is refused", async () => {
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
      const report = await allAsConfigured("--caller", "no-sidecar", "details");
      assert.equal(observed(report, "pod without sidecar", "ratings"), "answered");
      assert.equal(observed(report, "pod without sidecar", "details"), "status 403");
      assert.equal(observed(report, "details", "ratings"), "status 403");
    });
  });
});
