import assert from "node:assert/strict";
import fc from "fast-check";
import { virtualServiceSpec } from "../../../../mesh/traffic/virtual-service";
import { placedPlans } from "../../../../commands/traffic/placed-plan";
import { routedPlan, type SplitRoutes } from "../../../../commands/traffic/watch/routed-plan";
import { WALK_THROUGH } from "../plans";

const [placed = assert.fail()] = placedPlans({ namespace: "default", traffic: [WALK_THROUGH] });
const { host } = placed;

function routes(http: NonNullable<SplitRoutes["spec"]>["http"]): SplitRoutes {
  return { metadata: { namespace: "default", name: "reviews" }, spec: { http } };
}

const to = (subset: string, weight?: number) => ({
  destination: { host, subset },
  ...(weight !== undefined && { weight }),
});

describe("the plan that a cluster carries out", () => {
  it("is the stack's where its VirtualService says the same, and where there is none", () => {
    const spec = virtualServiceSpec(WALK_THROUGH, host);
    assert.deepEqual(routedPlan(placed, [{ metadata: { namespace: "default", name: "reviews" }, spec }]), placed);
    assert.equal(routedPlan(placed, []), placed);
  });

  it("has the splits of now, rules that are new, and versions that the stack did not know", () => {
    const { plan } = routedPlan(placed, [
      routes([
        { name: "beta", route: [to("v4", 1), to("v2", 3)] },
        { name: "default", route: [{ destination: { host: "reviews", subset: "v1" } }] },
      ]),
    ]);
    assert.deepEqual(plan.versions, ["v1", "v2", "v3", "v4"]);
    assert.deepEqual(plan.rules, [{ name: "beta", match: {}, weights: { v4: 25, v2: 75 } }]);
    assert.deepEqual(plan.default.weights, { v1: 100 });
  });

  it("leaves out routes to other hosts, without a name or without a subset", () => {
    const { plan } = routedPlan(placed, [
      routes([
        { name: "other", route: [{ destination: { host: "ratings", subset: "v1" } }] },
        { route: [to("v3")] },
        { name: "default", route: [{ destination: { host } }] },
      ]),
    ]);
    assert.deepEqual(plan.rules, []);
    assert.deepEqual(plan.default.weights, {});
  });

  it("has shares of 100 for any weights that are not all nothing", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1000), { minLength: 2, maxLength: 5 }), (weights) => {
        fc.pre(weights.some((weight) => weight > 0));
        const { plan } = routedPlan(placed, [
          routes([{ name: "default", route: weights.map((weight, index) => to(`v${index}`, weight)) }]),
        ]);
        const sum = Object.values(plan.default.weights).reduce((total, one) => total + one, 0);
        assert.ok(Math.abs(sum - 100) < 1e-9);
      }),
    );
  });
});
