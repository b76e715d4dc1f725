import assert from "node:assert/strict";
import { DEFAULT_MARGINS, type Stretch } from "../../../../commands/traffic/evidence/compare-versions";
import { compareTally, requireComparable } from "../../../../commands/traffic/evidence/compare-tally";
import { explainJudgement } from "../../../../commands/traffic/evidence/explain-judgement";
import { placedPlans } from "../../../../commands/traffic/placed-plan";
import { WALK_THROUGH } from "../plans";

const stretch = (requests: number, failed: number, ms = 12): Stretch => ({
  requests,
  failed,
  latencies: Array<number>(requests - failed).fill(ms),
});

/** The same in each of some seconds. */
const seconds = (count: number, each: Stretch, first = 1000) => ({
  seconds: new Map(Array.from({ length: count }, (_, index) => [first + index, each] as const)),
});

const [placed] = placedPlans({ namespace: "default", traffic: [WALK_THROUGH] });

describe("versions compared by what was counted", () => {
  const versions = {
    v1: seconds(60, stretch(20, 0)),
    v2: seconds(60, stretch(20, 4)),
    v3: seconds(60, stretch(20, 4)),
  };

  it("are compared with each of the others, or with the one that is named", () => {
    const verdicts = compareTally(versions, { candidate: "v3" }, DEFAULT_MARGINS);
    assert.deepEqual(
      verdicts.map(({ baseline, verdict }) => [baseline, verdict]),
      [
        ["v1", "worse"],
        ["v2", "thin"],
      ],
    );
    const named = compareTally(versions, { candidate: "v3", baseline: "v2" }, DEFAULT_MARGINS);
    assert.deepEqual(
      named.map(({ baseline }) => baseline),
      ["v2"],
    );
  });

  it("are compared within each second, also where one of them was not asked", () => {
    const [pair] = compareTally(
      { v1: seconds(100, stretch(20, 0)), v2: seconds(100, stretch(20, 0), 1050) },
      { candidate: "v2" },
      DEFAULT_MARGINS,
    );
    assert.deepEqual(pair?.metrics[0]?.counts, {
      baseline: { requests: 2000, bad: 0 },
      candidate: { requests: 2000, bad: 0 },
    });
    assert.equal(compareTally({}, { candidate: "v2", baseline: "v1" }, DEFAULT_MARGINS)[0]?.verdict, "thin");
  });

  it("share what may be false alarms among the pairs", () => {
    const [alone] = compareTally(versions, { candidate: "v3", baseline: "v1" }, DEFAULT_MARGINS);
    const [oneOfTwo] = compareTally(versions, { candidate: "v3" }, DEFAULT_MARGINS);
    assert.equal(alone?.metrics[0]?.alpha.within, 2 * (oneOfTwo?.metrics[0]?.alpha.within ?? 0));
  });

  it("are said to be worse, or not, with the counts", () => {
    const said = (baseline: string, candidate: string) =>
      explainJudgement(compareTally(versions, { candidate, baseline }, DEFAULT_MARGINS)[0] ?? assert.fail(), {
        candidate,
        baseline,
      });
    assert.equal(
      said("v1", "v3"),
      "v3 is worse than v1: failed 240 of 1200 (20.0 %) against 0 of 1200 (0.0 %) (p < 1e-12)",
    );
    assert.match(said("v3", "v1"), /^v1 is not worse than v3: .*failed 0 of 1200 \(0\.0 %\) against 240 of 1200/);
    assert.match(said("v2", "v3"), /^v3 can't be compared yet with v2: failed 240 of 1200 .* \(p = /);
  });

  it("are none that the plan does not have", () => {
    assert.ok(placed);
    requireComparable(placed, { candidate: "v3", baseline: "v1" });
    assert.throws(() => requireComparable(placed, { candidate: "v3", baseline: "v9" }), {
      message: "--compare: reviews has no version v9: expected one of v1, v2, v3, such as --compare v3.",
    });
  });
});
