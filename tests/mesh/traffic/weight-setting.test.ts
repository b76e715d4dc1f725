import assert from "node:assert/strict";
import fc from "fast-check";
import { liveVersions, weightProblems } from "../../../mesh/traffic/split";
import { type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { moveWeight, setWeightsArguments } from "../../../mesh/traffic/weight-setting";

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

const onePercent = () => 1;

describe("a change of weights", () => {
  it("moves weight from the heaviest version to the next, and knows where config keeps them", () => {
    assert.deepEqual(moveWeight([plan({ v1: 10, v2: 30, v3: 60 })], onePercent), {
      service: "reviews",
      rule: "rule-0",
      from: { v1: 10, v2: 30, v3: 60 },
      to: { v1: 10, v2: 31, v3: 59 },
      key: "bookinfo-mesh:traffic.reviews.rules[0].weights",
    });
  });

  it("is made to the first rule that splits", () => {
    const plans = [{ ...plan({ v2: 100 }), service: "ratings" }, plan({ v1: 100, v2: 0 }, { v1: 50, v3: 50 })];
    const change = moveWeight(plans, onePercent);
    assert.equal(change?.key, "bookinfo-mesh:traffic.reviews.rules[1].weights");
  });

  it("is none where nothing splits", () => {
    assert.equal(moveWeight([plan({ v1: 100 })], onePercent), undefined);
    assert.equal(moveWeight([], onePercent), undefined);
  });

  it("stays a valid split of the same versions (any split, any part of the heaviest weight)", () => {
    const part = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 98 }), fc.nat(), part, (first, seed, share) => {
        const portion = (heaviest: number): number => 1 + Math.floor(share * (heaviest - 1));
        const second = 1 + (seed % (99 - first));
        const change = moveWeight([plan({ v1: first, v2: second, v3: 100 - first - second })], portion);
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
