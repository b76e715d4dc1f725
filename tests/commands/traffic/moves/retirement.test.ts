import assert from "node:assert/strict";
import fc from "fast-check";
import { isServed, trafficLeaves, versionLeaves } from "../../../../commands/traffic/moves/retirement";
import { placedPlans } from "../../../../commands/traffic/placed-plan";
import { UserError } from "../../../../commands/terminal/user-error";
import { type TrafficPlan } from "../../../../mesh/traffic/traffic-plan";
import { sumOf } from "../../../../mesh/traffic/split";
import { planOf, WALK_THROUGH } from "../plans";

const SHOP = { namespace: "shop", host: "catalog.shop.svc.cluster.local", port: 8080 };
const services = { catalog: { ...SHOP, versions: { v1: { version: "v1" }, v2: { version: "v2" } } } };

function placed(plan: TrafficPlan) {
  const [one] = placedPlans({ namespace: "default", traffic: [plan], services });
  assert.ok(one);
  return one;
}

function rawOf({ service, rules, default: fallback }: TrafficPlan, bookinfo?: object) {
  const traffic = JSON.stringify({ [service]: { rules, default: fallback } });
  return { values: { traffic, ...(bookinfo && { bookinfo: JSON.stringify(bookinfo) }) } };
}

const leaves = (plan: TrafficPlan, version: string, to?: string) =>
  trafficLeaves(rawOf(plan), placed(plan), version, to);

describe("a version's traffic", () => {
  it("goes to the others in the proportion of their weights", () => {
    const { splits, edits } = leaves(WALK_THROUGH, "v1");
    assert.deepEqual(
      splits.map(({ rule, to }) => [rule, to]),
      [["roundrobin-user", { v1: 0, v2: 33, v3: 67 }]],
    );
    assert.deepEqual(
      edits.map(({ path, value }) => [path.join("."), value]),
      [
        ["traffic.reviews.rules.0.weights.v1", 0],
        ["traffic.reviews.rules.0.weights.v2", 33],
        ["traffic.reviews.rules.0.weights.v3", 67],
      ],
    );
  });

  it("goes to the one that is named", () => {
    const { splits } = leaves(WALK_THROUGH, "v2", "v1");
    assert.deepEqual(
      splits.map(({ rule, to }) => [rule, to]),
      [
        ["roundrobin-user", { v1: 40, v2: 0, v3: 60 }],
        ["default", { v1: 100, v2: 0 }],
      ],
    );
  });

  it("goes nowhere where a route has no other version with weight, and the commands that say where are told", () => {
    assert.throws(() => leaves(WALK_THROUGH, "v2"), {
      constructor: UserError,
      message:
        "All of reviews, default, goes to v2: say which version is to get it.\n" +
        "  npm run traffic -- retire reviews v2 --to v1\n" +
        "  npm run traffic -- retire reviews v2 --to v3",
    });
  });

  it("ends with mirrors to it", () => {
    const plan = planOf([{ name: "beta", mirror: { version: "v3", percent: 5 } }]);
    assert.equal(isServed(plan, "v3"), true);
    const { edits, splits, own } = leaves(plan, "v3");
    assert.deepEqual([splits, edits], [[], [{ path: ["traffic", "reviews", "rules", 0, "mirror"] }]]);
    assert.ok(own[0]?.paths.test("spec.http[0].mirrors[0].destination.subset"));
    assert.ok(!own[0]?.paths.test("spec.http[1].route[0].weight"));
  });

  it("leaves every split whole (any weights)", () => {
    const weight = fc.integer({ min: 1, max: 98 });
    fc.assert(
      fc.property(weight, fc.nat(), (v1, seed) => {
        const v2 = 1 + (seed % (99 - v1));
        const plan = planOf([{ weights: { v1, v2, v3: 100 - v1 - v2 } }], { weights: { v1, v2, v3: 100 - v1 - v2 } });
        for (const { to } of leaves(plan, "v2").splits) {
          assert.equal(sumOf(Object.entries(to)), 100);
          assert.equal(to["v2"], 0);
        }
      }),
    );
  });
});

describe("a version that leaves", () => {
  const without: TrafficPlan = planOf([{ weights: { v1: 0, v2: 40, v3: 60 } }], { weights: { v2: 100 } });
  const changed = (bookinfo?: object) =>
    versionLeaves(rawOf(without, bookinfo), placed(without), "v1").edits.map(({ path, value }) => [
      path.join("."),
      value,
    ]);

  it("is no longer among the deployed ones, nor among the weights", () => {
    assert.deepEqual(changed(), [
      ["bookinfo.versions.reviews.0", "v2"],
      ["bookinfo.versions.reviews.1", "v3"],
      ["traffic.reviews.rules.0.weights.v1", undefined],
    ]);
  });

  it("is taken out of the list where there is one", () => {
    assert.deepEqual(changed({ versions: { reviews: ["v3", "v1", "v2"] } })[0], [
      "bookinfo.versions.reviews.1",
      undefined,
    ]);
  });

  it("takes its pods and its subset along, and nothing of another version", () => {
    const { own } = versionLeaves(rawOf(without), placed(without), "v1");
    assert.deepEqual(
      own.map(({ is, name }) => `${is.kind} ${name}`),
      [
        "VirtualService reviews",
        "VirtualService reviews-gateway",
        "DestinationRule reviews",
        "Deployment reviews-v1",
        "PodDisruptionBudget reviews-v1",
      ],
    );
  });

  it("of a service that others deploy leaves the config alone: the pods are theirs", () => {
    const plan: TrafficPlan = {
      service: "catalog",
      versions: ["v1", "v2"],
      rules: [],
      default: { weights: { v1: 0, v2: 100 } },
    };
    const { edits, own } = versionLeaves(rawOf(plan), placed(plan), "v1");
    assert.deepEqual(
      edits.map(({ path, value }) => [path.join("."), value]),
      [
        ["services.catalog.versions.v1", undefined],
        ["traffic.catalog.default.weights.v1", undefined],
      ],
    );
    assert.deepEqual(
      [...new Set(own.map(({ is, namespace }) => `${is.kind} ${namespace}`))],
      ["VirtualService shop", "DestinationRule shop"],
    );
  });
});
