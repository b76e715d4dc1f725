import assert from "node:assert/strict";
import { placedPlans } from "../../../../commands/traffic/placed-plan";
import { mirroredVersion, requireMirrorable } from "../../../../commands/traffic/shift/mirror-requirements";
import { FakeLogsApi } from "../evidence/fake-logs-api";
import { planOf } from "../plans";

describe("the version that gets copies first", () => {
  const to = { v1: 0, v2: 0, v3: 100 };

  it("is the one that gains requests and has none", () => {
    assert.equal(mirroredVersion(planOf([]), "default", { v1: 100 }, to), "v3");
  });

  it("is none where several gain, it has requests already, or a mirror is there", () => {
    const plan = planOf([{ name: "beta", mirror: { version: "v3", percent: 10 } }]);
    assert.throws(() => mirroredVersion(planOf([]), "default", { v1: 100 }, { v2: 50, v3: 50 }), /v2 and v3 gain/);
    assert.throws(() => mirroredVersion(planOf([]), "default", { v1: 90, v3: 10 }, to), /v3 gets 10 % .* already/);
    assert.throws(() => mirroredVersion(plan, "default", { v1: 100 }, to), /reviews, beta, sends copies to v3 already/);
    assert.throws(
      () => mirroredVersion(planOf([], { mirror: { version: "v2", percent: 1 } }), "default", { v1: 100 }, to),
      /reviews, default, sends copies to v2 already/,
    );
  });

  it("has sidecars, as have those that it is compared with, in a service of the cluster", async () => {
    const api = await FakeLogsApi.start();
    try {
      const [placed = assert.fail()] = placedPlans({ namespace: "default", traffic: [planOf([])] });
      const wanted = { placed, rule: "default", from: { v1: 100 }, to };
      api.addPod("reviews-1");
      await requireMirrorable(api.access, wanted);
      api.addPod("reviews-2", { spec: { containers: [{ name: "app" }] } });
      await assert.rejects(
        requireMirrorable(api.access, wanted),
        /--mirror-first is not possible: reviews-2 of reviews v3 has no sidecar[^]*leave --mirror-first out/,
      );
      const outside = { ...wanted, placed: { ...placed, host: "api.example.com" } };
      await assert.rejects(requireMirrorable(api.access, outside), /api\.example\.com is not a service of the cluster/);
    } finally {
      await api.stop();
    }
  });
});
