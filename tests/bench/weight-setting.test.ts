import assert from "node:assert/strict";
import fc from "fast-check";
import { setWeightsArguments, smallestChange } from "../../bench/weight-setting";
import { liveVersions, weightProblems } from "../../mesh/split";
import { type TrafficPlan } from "../../mesh/traffic-plan";

function plan(...splits: readonly Readonly<Record<string, number>>[]): TrafficPlan {
  return {
    service: "reviews",
    versions: ["v1", "v2", "v3"],
    rules: splits.map((weights, index) => ({
      name: `rule-${index}`,
      match: { headers: { "end-user": { exact: `user-${index}` } } },
      weights,
    })),
    default: { weights: { v2: 100 } },
  };
}

describe("the smallest change of weights", () => {
  it("moves one percent from the heaviest version to the next, and knows where config keeps them", () => {
    assert.deepEqual(smallestChange([plan({ v1: 10, v2: 30, v3: 60 })]), {
      service: "reviews",
      rule: "rule-0",
      from: { v1: 10, v2: 30, v3: 60 },
      to: { v1: 10, v2: 31, v3: 59 },
      key: "bookinfo-mesh:traffic.reviews.rules[0].weights",
    });
  });

  it("is made to the first rule that splits", () => {
    const change = smallestChange([
      { ...plan({ v2: 100 }), service: "ratings" },
      plan({ v1: 100, v2: 0 }, { v1: 50, v3: 50 }),
    ]);
    assert.equal(change?.key, "bookinfo-mesh:traffic.reviews.rules[1].weights");
  });

  it("is none where nothing splits", () => {
    assert.equal(smallestChange([plan({ v1: 100 })]), undefined);
    assert.equal(smallestChange([]), undefined);
  });

  it("stays a valid split of the same versions (any split)", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 98 }), fc.nat(), (first, seed) => {
        const second = 1 + (seed % (99 - first));
        const change = smallestChange([plan({ v1: first, v2: second, v3: 100 - first - second })]);
        assert.ok(change);
        assert.deepEqual(weightProblems(Object.entries(change.to)), []);
        assert.deepEqual(liveVersions(change.to), liveVersions(change.from));
        assert.notDeepEqual(change.to, change.from);
      }),
    );
  });

  it("is set with one command", () => {
    assert.deepEqual(setWeightsArguments("bookinfo-mesh:traffic.reviews.rules[0].weights", { v1: 40, v3: 60 }), [
      "config",
      "set-all",
      "--path",
      "--plaintext",
      "bookinfo-mesh:traffic.reviews.rules[0].weights.v1=40",
      "--plaintext",
      "bookinfo-mesh:traffic.reviews.rules[0].weights.v3=60",
    ]);
  });
});
