import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { type Attempt } from "../../../commands/security/agent/protocol";
import { urlOf } from "../../../commands/security/check";
import { untried, untriedCallers } from "../../../commands/security/coverage";
import { judgeOwn, judgePair, judgeRoot, judgeShown, outcomeOf } from "../../../commands/security/judge";
import { renderReport } from "../../../commands/security/render-report";
import { type SecurityReport } from "../../../commands/security/report";
import { type Caller, CALLER_CHOICES, callers, isChosen, type Target } from "../../../mesh/security/calls";
import { type SecurityPlan } from "../../../mesh/security/security-plan";
import { makeAuthority } from "../../mesh/security/authority";
import { SANDBOX_PLAN } from "../../mesh/security/sandbox-plan";

const plan = { ...SANDBOX_PLAN, https: true, redirect: true };
const ratings: Target = { kind: "service", service: "ratings", path: "/ratings/0" };
const apiServer: Target = { kind: "api-server" };
const outside: Target = { kind: "external", url: "http://example.com/", listed: true };
const plain: Caller = { kind: "plain" };
const reviews: Caller = { kind: "mesh", name: "reviews" };
const answered = (status: number): Attempt => ({ kind: "answered", status });
const failed = (reason: string): Attempt => ({ kind: "failed", reason });

describe("an outcome", () => {
  for (const [attempt, target, outcome] of [
    [answered(200), ratings, "answered"],
    [answered(301), ratings, "redirected"],
    [answered(403), ratings, "status 403"],
    [answered(403), apiServer, "answered"],
    [answered(401), apiServer, "answered"],
    [answered(503), apiServer, "status 503"],
    [answered(301), outside, "answered"],
    [answered(404), outside, "answered"],
    [answered(500), outside, "answered"],
    [answered(502), outside, "status 502"],
    [answered(503), outside, "status 503"],
    [failed("ECONNRESET"), ratings, "broken off"],
    [failed("socket hang up"), ratings, "broken off"],
    [failed("ETIMEDOUT"), ratings, "no answer in time"],
    [failed("ENOTFOUND"), ratings, "ENOTFOUND"],
  ] as const satisfies readonly [Attempt, Target, string][]) {
    it(`of ${JSON.stringify(attempt)} at the ${target.kind} is ${outcome}`, () =>
      assert.equal(outcomeOf(attempt, target), outcome));
  }
});

describe("a pair", () => {
  const reset = failed("ECONNRESET");

  it("is right when every try ended as it should", () => {
    const pair = judgePair(plan, plain, ratings, "http://r", [reset, reset]);
    assert.deepEqual(pair, {
      caller: "pod without sidecar",
      target: "ratings",
      column: "ratings",
      url: "http://r",
      expected: ["broken off"],
      why: "mutual TLS is demanded",
      observed: { "broken off": 2 },
      ok: true,
    });
  });

  it("is wrong when a single try got through that should not", () => {
    const { ok, observed } = judgePair(plan, plain, ratings, "http://r", [reset, answered(200), reset]);
    assert.deepEqual([ok, observed], [false, { "broken off": 2, answered: 1 }]);
  });

  it("is wrong when it fails in another way than it should: a host that has no name is not refused", () => {
    assert.equal(judgePair(plan, plain, ratings, "http://r", [failed("ENOTFOUND")]).ok, false);
    assert.equal(judgePair(plan, plain, ratings, "http://r", [failed("ETIMEDOUT")]).ok, false);
  });

  it("is wrong when nothing was tried", () =>
    assert.equal(judgePair(plan, reviews, ratings, "http://r", []).ok, false));
});

describe("a certificate", () => {
  const expires = "2030-01-01T00:00:00.000Z";

  it("is right with the identity of the caller's ServiceAccount", () => {
    const uris = ["spiffe://cluster.local/ns/default/sa/bookinfo-reviews"];
    assert.equal(judgeOwn(plan, reviews, { uris, expires })?.ok, true);
    assert.equal(judgeOwn(plan, { kind: "mesh", name: "ratings" }, { uris, expires })?.ok, false);
    assert.equal(judgeShown(plan, "reviews", { uris, expires }).ok, true);
  });

  it("is missed where there should be one, and not where there should be none", () => {
    assert.equal(judgeOwn(plan, reviews, undefined)?.ok, false);
    assert.equal(judgeOwn(plan, plain, undefined), undefined);
  });
});

describe("the mesh root", () => {
  const { root } = makeAuthority("a.test");
  const from = (meshRoot: SecurityPlan["meshRoot"]) => judgeRoot({ ...plan, meshRoot }, root);

  it("is the config's own where it has one", () => {
    const sha256 = new X509Certificate(root).fingerprint256;
    assert.equal(from({ from: "config", sha256 }).ok, true);
    assert.equal(from({ from: "config", sha256: "00:11" }).ok, false);
  });

  it("is not one that the config had before, where istiod is to make one", () => {
    const { ok, expected, identity } = from({ from: "istiod" });
    assert.deepEqual([ok, expected, identity], [false, "O=cluster.local", "O=test, CN=root"]);
  });

  it("is missed where istiod tells none", () => assert.equal(judgeRoot(plan, undefined).ok, false));
});

describe("an address", () => {
  const page = "https://127.0.0.1:30443/productpage";
  const url = (caller: Caller, target: Target) => urlOf(plan, page, caller, target, { ratings: "10.0.0.7" });

  it("of a service is its full name inside, and the gateway's from outside, in the clear on its own port", () => {
    assert.equal(url(reviews, ratings), "http://ratings.default.svc.cluster.local:9080/ratings/0");
    assert.equal(url({ kind: "outside", scheme: "https" }, ratings), "https://127.0.0.1:30443/ratings/0");
    assert.equal(url({ kind: "outside", scheme: "http" }, ratings), "http://127.0.0.1:30080/ratings/0");
  });

  it("of a pod is its own", () => {
    assert.equal(url(plain, { ...ratings, kind: "pod" }), "http://10.0.0.7:9080/ratings/0");
  });
});

describe("the report", () => {
  const report: SecurityReport = {
    formatVersion: 1,
    stack: "sandbox",
    mtls: "mesh",
    startedAt: "2030-01-01T00:00:00.000Z",
    durationSeconds: 8,
    attempts: 2,
    ok: false,
    pairs: [
      judgePair(plan, reviews, ratings, "http://r", [answered(200), answered(200)]),
      judgePair(plan, plain, ratings, "http://r", [answered(200), answered(200)]),
    ],
    missing: [],
    untried: ["db.example.com:5432, which speaks TCP and not HTTP"],
    certificates: [
      judgeShown(plan, "ratings", {
        uris: ["spiffe://cluster.local/ns/default/sa/bookinfo-ratings"],
        expires: "2030-01-01T01:00:00.000Z",
      }),
    ],
  };

  it("marks what differs, says why it should not be, and counts it", () => {
    const text = renderReport(report);
    assert.match(text, /DIFFERS: answered/);
    assert.match(
      text,
      /pod without sidecar -> ratings: expected broken off \(mutual TLS is demanded\), observed answered/,
    );
    assert.match(text, /NOT as configured: 1 of 2 pairs and 1 certificate\.$/);
    assert.match(text, /60 min/);
    assert.match(text, /^Not tried: db\.example\.com:5432, which speaks TCP and not HTTP\.$/m);
  });

  it("tells of a Secret that the config names and nobody has made", () => {
    const secret = { key: "istio.gateway.tls.credentialName", namespace: "istio-system", name: "cert" };
    const text = renderReport({ ...report, missing: [secret] });
    assert.match(text, /^Missing: the Secret istio-system\/cert, which istio\.gateway\.tls\.credentialName names\.$/m);
    assert.match(text, /certificate, and 1 Secret missing\.$/);
  });

  it("ends with OK when nothing differs", () => {
    const text = renderReport({ ...report, ok: true, pairs: report.pairs.slice(0, 1) });
    assert.match(text, /OK: 1 pair and 1 certificate as configured\.$/);
    assert.doesNotMatch(text, /DIFFERS/);
  });
});

describe("what is not tried", () => {
  const https = { number: 443, protocol: "HTTPS" } as const;
  const hosts = [
    { host: "api.example.com", ports: [https] },
    { host: "db.example.com", ports: [{ number: 5432, protocol: "TCP" }] },
    { host: "*.example.org", ports: [https] },
  ] as const;
  const egress = { policy: "REGISTRY_ONLY", via: "sidecar", hosts } as const;

  it("is told: other protocols than HTTP, wildcards, and hosts that are not listed", () => {
    assert.deepEqual(untried(egress, []), [
      "db.example.com:5432, which speaks TCP and not HTTP",
      "*.example.org:443, a wildcard: name an address under it with --outside URL",
      "a host that is not listed: name one with --outside URL",
    ]);
  });

  it("is less by each address that is named", () => {
    assert.deepEqual(untried(egress, ["https://files.example.org/", "https://example.net/"]), [
      "db.example.com:5432, which speaks TCP and not HTTP",
    ]);
  });

  it("is told of callers, where only some are to call", () => {
    assert.deepEqual(untriedCallers(undefined), []);
    assert.deepEqual(untriedCallers(CALLER_CHOICES), []);
    assert.deepEqual(untriedCallers(["outside", "reviews"]), [
      "calls by no-sidecar, istio-ingressgateway, productpage, details, ratings: name them with --caller, or nobody",
    ]);
  });

  it("is no caller that can be chosen: the choices are all that call", () => {
    for (const caller of callers(plan)) {
      const chosenBy = CALLER_CHOICES.filter((choice) => isChosen(caller, [choice]));
      assert.equal(chosenBy.length, 1, JSON.stringify(caller));
    }
  });
});
