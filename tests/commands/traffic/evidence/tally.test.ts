import assert from "node:assert/strict";
import { placedPlans } from "../../../../commands/traffic/placed-plan";
import { judgeRule } from "../../../../commands/traffic/evidence/judge-evidence";
import { type LoggedRequest } from "../../../../commands/traffic/evidence/logged-request";
import { Tally } from "../../../../commands/traffic/evidence/tally";
import { WALK_THROUGH } from "../plans";
import { served } from "./lines";

const plans = placedPlans({ namespace: "default", traffic: [WALK_THROUGH] });

function tallied(...requests: readonly LoggedRequest[]): Tally {
  const tally = new Tally(plans);
  for (const request of requests) tally.add(request);
  return tally;
}

const times = (count: number, request: LoggedRequest) => Array.from({ length: count }, () => request);
const roundrobin = (version: string) => served(version, { route: "roundrobin-user" });

/** What is reported of one rule. */
function reportOf(rule: string, ...requests: readonly LoggedRequest[]) {
  const found = tallied(...requests)
    .rules()
    .find((one) => one.rule === rule);
  assert.ok(found);
  const source = requests.length === 0 ? "none" : "traffic";
  return judgeRule({ ...found, source }, 0.001);
}

describe("evidence of the proxies' logs", () => {
  it("is counted by rule and version, each request in the second in which it began", () => {
    const later = served("v2", { startedAt: Date.parse("2026-11-26T12:00:01.999Z"), duration: 30 });
    const [first, fallback] = tallied(roundrobin("v1"), served("v2"), later, { ...later, status: 500 }).rules();
    assert.deepEqual(Object.keys(first?.versions ?? {}), ["v1"]);
    const start = Date.parse("2026-11-26T12:00:00Z") / 1000;
    const { requests, failed, seconds } = fallback?.versions["v2"] ?? assert.fail();
    assert.deepEqual({ requests, failed }, { requests: 3, failed: { "500": 1 } });
    assert.deepEqual(
      [...seconds],
      [
        [start, { requests: 1, failed: 0, latencies: [12] }],
        [start + 1, { requests: 2, failed: 1, causes: { "500": 1 }, latencies: [30] }],
      ],
    );
  });

  it("leaves out what proxies receive, and what goes to other services", () => {
    const others = ["inbound|9080||", "outbound|9080||ratings.default.svc.cluster.local", "PassthroughCluster", "x|y"];
    const wrongPort = "outbound|80|v1|reviews.default.svc.cluster.local";
    const tally = tallied(...[...others, wrongPort, undefined].map((cluster) => served("v1", { cluster })));
    assert.deepEqual(
      tally.rules().map(({ versions, apart }) => ({ versions, apart })),
      [
        { versions: {}, apart: {} },
        { versions: {}, apart: {} },
      ],
    );
    assert.deepEqual(
      tally.strays().map(({ routes }) => routes),
      [{}],
    );
  });

  it("keeps apart what came by an unnamed route, by another's, or by Istio's own default", () => {
    const plain = "outbound|9080||reviews.default.svc.cluster.local";
    const requests = [
      served("v1", { route: undefined }),
      served("v1", { route: "beta" }),
      served("", { cluster: plain }),
    ];
    assert.deepEqual(
      tallied(...requests)
        .strays()
        .map(({ routes }) => routes),
      [{ "(unnamed)": 1, beta: 1, default: 1 }],
    );
    assert.equal(reportOf("default", ...requests).requests, 0);
  });

  it("keeps apart what faults, the mesh and mirrors did, and counts a retried request once", () => {
    const report = reportOf(
      "default",
      served("v2", { attempts: 3 }),
      served("v2", { flags: ["DI"], duration: 5000 }),
      served("v2", { status: 500, flags: ["FI"], details: "fault_filter_abort" }),
      served("v2", { authority: "reviews-shadow:9080" }),
    );
    assert.deepEqual(report.apart, { FI: 1, mirror: 1 });
    const { requests, retried, delayed, failed, latency } = report.versions[1] ?? assert.fail();
    assert.deepEqual(
      { requests, retried, delayed, failed: failed.count, latency },
      { requests: 2, retried: 1, delayed: 1, failed: 0, latency: { p50: 12, p95: 12, p99: 12 } },
    );
  });

  it("is as configured where the counts fit the weights, and off where they don't", () => {
    const counts = (v1: number, v2: number, v3: number) => [
      ...times(v1, roundrobin("v1")),
      ...times(v2, roundrobin("v2")),
      ...times(v3, roundrobin("v3")),
    ];
    const fits = reportOf("roundrobin-user", ...counts(101, 305, 594));
    assert.deepEqual({ status: fits.status, problems: fits.problems }, { status: "ok", problems: [] });
    const off = reportOf("roundrobin-user", ...counts(334, 333, 333));
    assert.equal(off.status, "off");
    assert.match(off.problems.join(), /^the split is off \(p < 1e-12\)$/);
  });

  it("is off where a version of weight 0 got a request", () => {
    const { status, problems } = reportOf("default", ...times(9, served("v2")), served("v3"));
    assert.deepEqual({ status, problems }, { status: "off", problems: ["v3 has weight 0 and got 1 of 10 requests"] });
  });

  it("says nothing of a rule that nobody called", () => {
    const { status, requests } = reportOf("default");
    assert.deepEqual({ status, requests }, { status: "no requests", requests: 0 });
  });
});
