import assert from "node:assert/strict";
import fc from "fast-check";
import { liveVersions, weightProblems } from "../../../mesh/traffic/split";
import { anySplit } from "./arbitrary-plan";

describe("split", () => {
  const problemsOf = (weights: Record<string, unknown>) => weightProblems(Object.entries(weights));

  it("accepts whole weights that add up to 100", () => {
    fc.assert(fc.property(anySplit(["v1", "v2", "v3"]), (split) => assert.deepEqual(problemsOf(split), [])));
  });

  it("refuses any total but 100", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), (v1, v2) => {
        const [problem] = problemsOf({ v1, v2 });
        assert.equal(problem?.is, v1 + v2 === 100 ? undefined : `weights add up to ${v1 + v2}, not 100`);
      }),
    );
  });

  for (const [weight, is] of [
    [-1, "-1 is negative"],
    [101, "101 is over 100"],
    [0.5, "0.5 is not a whole number"],
    ["10", '"10" is not a number'],
    [null, "null is not a number"],
  ] as const) {
    it(`says of a weight that ${is}`, () => {
      assert.deepEqual(problemsOf({ v1: 100, v2: weight }), [
        { version: "v2", is, expected: "a whole number from 0 to 100" },
      ]);
    });
  }

  it("refuses to be empty", () => {
    assert.deepEqual(problemsOf({}), [{ is: "no weights", expected: "at least one version with its weight" }]);
  });

  it("counts a version as live from one percent on", () => {
    assert.deepEqual(liveVersions({ v1: 0, v2: 1, v3: 99 }), ["v2", "v3"]);
  });
});
