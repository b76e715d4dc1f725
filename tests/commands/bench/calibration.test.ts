import assert from "node:assert/strict";
import { calibrateOne, type Kind, KINDS } from "../../../commands/bench/calibration/calibrate";
import { Draw } from "../../../commands/bench/calibration/draw";
import { TRAFFIC } from "../../../commands/bench/calibration/traffic";

/**
 * `npm run bench -- calibration` simulates many more. Of so few, as many as 4 false verdicts come about less often than
 * once in 1000, were their probability 1 %: what is seen here is that nothing is wrong by much.
 * Those that end only once all evidence is in take long: there are fewer of them.
 */
const SHIFTS = { beyond: 25, other: 6 };

const calibrated = (kind: Kind, shifts: number) => calibrateOne(kind, shifts, 7);

describe("the comparison of versions, calibrated by simulated shifts", () => {
  for (const traffic of TRAFFIC) {
    it(`is wrong 1 % of the time at most: ${traffic} traffic`, () => {
      for (const kind of KINDS.filter((one) => one.setting === "quiet" && one.traffic === traffic)) {
        const isBeyond = calibrated(kind, 1).truth === "worse" && traffic !== "under load";
        const { holds, wrong, shifts } = calibrated(kind, isBeyond ? SHIFTS.beyond : SHIFTS.other);
        assert.ok(holds, `${kind.difference}: ${wrong.count} of ${shifts} wrong`);
      }
    });
  }

  for (const traffic of ["binomial", "overdispersed", "drifting"] as const) {
    it(`stops a version before 20 users are hurt where it fails 5 % or all of its requests: ${traffic} traffic`, () => {
      for (const difference of ["5 % errors", "100 % errors"]) {
        const { worse, atVerdict } = calibrated({ setting: "busy", traffic, difference }, SHIFTS.beyond);
        assert.equal(worse, SHIFTS.beyond);
        assert.ok((atVerdict?.users.p95 ?? Infinity) < 20, `${difference}: ${atVerdict?.users.p95} users`);
      }
    });
  }

  it("stops a version that fails 1 % before 100 users are hurt", () => {
    const { worse, atVerdict } = calibrated({ setting: "busy", traffic: "binomial", difference: "1 % errors" }, 10);
    assert.equal(worse, 10);
    assert.ok((atVerdict?.users.p95 ?? Infinity) < 100, `${atVerdict?.users.p95} users`);
  });

  it("passes a version that is as good as the old one, each step within twice the time that it is held", () => {
    const alike = { setting: "busy", traffic: "binomial", difference: "no difference, no errors" } as const;
    const { passed, enoughAfter } = calibrated(alike, SHIFTS.other);
    assert.equal(passed, SHIFTS.other);
    assert.ok(enoughAfter?.every(({ p95 }) => p95 < 120));
  });

  it("counts a wrong verdict of either kind", () => {
    // What is past its margin by far must not be judged as if a verdict of worse were wrong.
    const { truth, wrong } = calibrated({ setting: "quiet", traffic: "binomial", difference: "latency doubled" }, 5);
    assert.deepEqual({ truth, wrong: wrong.count }, { truth: "worse", wrong: 0 });
  });

  it("draws what it says, the same for the same seed", () => {
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const draws = <T>(make: (draw: Draw) => T) => {
      const draw = new Draw(3);
      return Array.from({ length: 20_000 }, () => make(draw));
    };
    assert.deepEqual(draws((draw) => draw.uniform()).slice(0, 9), draws((draw) => draw.uniform()).slice(0, 9));
    assert.ok(Math.abs(mean(draws((draw) => draw.binomial(20, 0.3))) - 6) < 0.06);
    const slow = draws((draw) => draw.logNormal(0.7));
    assert.ok(Math.abs(slow.filter((one) => one > 1).length / slow.length - 0.5) < 0.02);
    assert.ok(Math.abs(mean(slow) - Math.exp(0.7 ** 2 / 2)) < 0.03);
    const normals = draws((draw) => draw.normal());
    assert.ok(Math.abs(mean(normals)) < 0.03 && Math.abs(mean(normals.map((one) => one ** 2)) - 1) < 0.04);
    const betas = draws((draw) => draw.beta(0.2, 0.1));
    assert.ok(Math.abs(mean(betas) - 0.2) < 0.004);
    // Their variance is mean * (1 - mean) * correlation.
    assert.ok(Math.abs(mean(betas.map((one) => (one - 0.2) ** 2)) - 0.016) < 0.001);
  });
});
