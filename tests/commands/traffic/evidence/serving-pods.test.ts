import assert from "node:assert/strict";
import { placedPlans } from "../../../../commands/traffic/placed-plan";
import { attribute } from "../../../../commands/traffic/evidence/attribution";
import { ServingPods } from "../../../../commands/traffic/evidence/serving-pods";
import { WALK_THROUGH } from "../plans";
import { served } from "./lines";

const plans = placedPlans({ namespace: "default", traffic: [WALK_THROUGH] });
const [placed = assert.fail()] = plans;

const pod = (
  ip: string,
  version: string,
  more: { namespace?: string; phase?: string; hostNetwork?: boolean } = {},
) => ({
  metadata: { namespace: more.namespace ?? "default", labels: { app: "reviews", version, "pod-template-hash": "1" } },
  spec: { containers: [], ...(more.hostNetwork && { hostNetwork: true }) },
  status: { phase: more.phase ?? "Running", podIPs: [{ ip }] },
});

function podsOf(...pods: readonly ReturnType<typeof pod>[]): ServingPods {
  const serving = new ServingPods();
  serving.take(pods);
  return serving;
}

const plain = "outbound|9080||reviews.default.svc.cluster.local";
const stable = "outbound|9080|stable|reviews.default.svc.cluster.local";

describe("the pod that served a request", () => {
  it("tells the version where a rule sends to none, or to a subset that is no version", () => {
    const pods = podsOf(pod("10.0.0.9", "v3"));
    for (const cluster of [plain, stable]) {
      const found = attribute(served("", { cluster, route: "roundrobin-user" }), plans, pods);
      assert.deepEqual(found, { kind: "of a rule", placed, rule: "roundrobin-user", version: "v3" });
    }
    assert.equal(attribute(served("", { cluster: stable }), plans, pods).kind, "of a rule");
  });

  it("does not overrule the subset, and tells nothing of a request that no pod got", () => {
    const pods = podsOf(pod("10.0.0.9", "v3"));
    const bySubset = attribute(served("v2"), plans, pods);
    assert.deepEqual(bySubset, { kind: "of a rule", placed, rule: "default", version: "v2" });
    for (const upstreamHost of [undefined, "10.0.0.77:9080"]) {
      assert.equal(attribute(served("", { cluster: stable, upstreamHost }), plans, pods).kind, "of no rule");
    }
  });

  it("leaves Istio's own route of the name default to itself", () => {
    assert.equal(attribute(served("", { cluster: plain }), plans, podsOf(pod("10.0.0.9", "v3"))).kind, "of no rule");
  });

  it("stays known when it has gone, until another one has its address", () => {
    const pods = podsOf(pod("10.0.0.9", "v1"));
    pods.take([]);
    assert.equal(pods.versionAt(placed, "10.0.0.9:9080"), "v1");
    pods.take([pod("10.0.0.9", "v2")]);
    assert.equal(pods.versionAt(placed, "10.0.0.9:9080"), "v2");
    pods.take([pod("10.0.0.9", "v2", { namespace: "other" })]);
    assert.equal(pods.versionAt(placed, "10.0.0.9:9080"), undefined);
  });

  it("has an address of its own: one in its node's network, or one that has ended, tells nothing", () => {
    const pods = podsOf(pod("10.0.0.1", "v1", { hostNetwork: true }), pod("10.0.0.2", "v1", { phase: "Succeeded" }));
    assert.equal(pods.versionAt(placed, "10.0.0.1:9080"), undefined);
    assert.equal(pods.versionAt(placed, "10.0.0.2:9080"), undefined);
    assert.ok(!pods.hasSeen("10.0.0.1:9080"));
  });

  it("may have an address of IPv6", () => {
    const pods = podsOf(pod("fd00::9", "v1"));
    assert.equal(pods.versionAt(placed, "[fd00::9]:9080"), "v1");
    assert.ok(pods.hasSeen("[fd00::9]:9080"));
  });

  it("is of a version by all of its labels, and of none where two versions' labels fit", () => {
    const labels = { v1: { app: "reviews" }, v2: { app: "reviews", version: "v2" }, v3: { release: "3" } };
    const serving = new ServingPods();
    serving.take([pod("10.0.0.1", "v9"), pod("10.0.0.2", "v2")]);
    assert.equal(serving.versionAt({ ...placed, labels }, "10.0.0.1:9080"), "v1");
    assert.equal(serving.versionAt({ ...placed, labels }, "10.0.0.2:9080"), undefined);
  });
});
