import assert from "node:assert/strict";
import fc from "fast-check";
import { binomialTest, fitTest, wilsonInterval } from "../../../commands/traffic/statistics";
import { type Split } from "../../../mesh/traffic/split";
import { draw, seeded } from "./random";

const counts = fc
  .tuple(fc.nat({ max: 5000 }), fc.nat({ max: 5000 }))
  .map(([hits, misses]) => ({ hits, total: hits + misses }))
  .filter(({ total }) => total > 0);

/**
 * How often, of `runs` samples of `total` answers split by `actual`, the test against `configured` gives a p-value
 * below alpha.
 */
function alarmRate(configured: Split, actual: Split, total: number, alpha: number, runs: number): number {
  const random = seeded(20240229);
  let alarms = 0;
  for (let run = 0; run < runs; run++) {
    const drawn = draw(actual, total, random);
    const cells = Object.entries(drawn).map(([version, count]) => ({ count, share: (configured[version] ?? 0) / 100 }));
    if (fitTest(cells).pValue < alpha) alarms++;
  }
  return alarms / runs;
}

describe("wilsonInterval", () => {
  it("gives the published figures", () => {
    const [lower, upper] = wilsonInterval(100, 1000);
    assert.equal(lower.toFixed(3), "0.078");
    assert.equal(upper.toFixed(3), "0.127");
  });

  it("holds the observed share, and stays within 0 and 1", () => {
    fc.assert(
      fc.property(counts, ({ hits, total }) => {
        const [lower, upper] = wilsonInterval(hits, total);
        assert.ok(0 <= lower && lower <= hits / total && hits / total <= upper && upper <= 1);
      }),
    );
  });

  it("is the mirror image of the interval of the misses", () => {
    fc.assert(
      fc.property(counts, ({ hits, total }) => {
        const [lower, upper] = wilsonInterval(hits, total);
        const [otherLower, otherUpper] = wilsonInterval(total - hits, total);
        assert.ok(Math.abs(lower - (1 - otherUpper)) < 1e-9 && Math.abs(upper - (1 - otherLower)) < 1e-9);
      }),
    );
  });

  it("narrows with more of the same", () => {
    fc.assert(
      fc.property(counts, ({ hits, total }) => {
        const [lower, upper] = wilsonInterval(hits, total);
        const [closerLower, closerUpper] = wilsonInterval(hits * 10, total * 10);
        assert.ok(closerUpper - closerLower < upper - lower);
      }),
    );
  });

  it("rules nothing out when nothing was drawn", () => {
    assert.deepEqual(wilsonInterval(0, 0), [0, 1]);
  });

  it("holds the true share in about 99 of 100 samples", () => {
    const random = seeded(7);
    let held = 0;
    for (let run = 0; run < 2000; run++) {
      const { hit = 0 } = draw({ hit: 10, miss: 90 }, 400, random);
      const [lower, upper] = wilsonInterval(hit, 400);
      if (lower <= 0.1 && 0.1 <= upper) held++;
    }
    assert.ok(held / 2000 > 0.98 && held / 2000 <= 1, `held in ${held} of 2000`);
  });
});

describe("binomialTest", () => {
  it("gives the exact probabilities of a few coin flips", () => {
    assert.ok(Math.abs(binomialTest(0, 5, 0.5) - 2 / 32) < 1e-12);
    assert.ok(Math.abs(binomialTest(1, 5, 0.5) - 12 / 32) < 1e-12);
    assert.equal(binomialTest(2, 5, 0.5), 1);
  });

  it("leaves no doubt where chance has no say", () => {
    assert.equal(binomialTest(0, 10, 0), 1);
    assert.equal(binomialTest(1, 10, 0), 0);
    assert.equal(binomialTest(10, 10, 1), 1);
    assert.equal(binomialTest(9, 10, 1), 0);
  });

  it("says the same of hits as of misses", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.nat(),
        fc.integer({ min: 1, max: 99 }),
        (total, seed, percent) => {
          const hits = seed % (total + 1);
          const p = binomialTest(hits, total, percent / 100);
          assert.ok(0 <= p && p <= 1);
          assert.ok(Math.abs(p - binomialTest(total - hits, total, 1 - percent / 100)) < 1e-9);
        },
      ),
    );
  });
});

describe("fitTest", () => {
  it("gives the published critical values of chi-squared", () => {
    // 10.828 and 13.816 are the 0.999 quantiles for one and two degrees of freedom.
    const one = fitTest([
      { count: 552, share: 0.5 },
      { count: 448, share: 0.5 },
    ]);
    assert.equal(one.method, "chi-squared");
    assert.equal(one.degreesOfFreedom, 1);
    assert.ok(Math.abs((one.statistic ?? 0) - 10.816) < 1e-9);
    assert.ok(Math.abs(one.pValue - 0.001) < 1e-5);
  });

  it("is certain of exact counts", () => {
    const { pValue, statistic } = fitTest([
      { count: 100, share: 0.1 },
      { count: 300, share: 0.3 },
      { count: 600, share: 0.6 },
    ]);
    assert.equal(statistic, 0);
    assert.equal(pValue, 1);
  });

  it("uses exact tests where a version is expected fewer than five times", () => {
    assert.equal(
      fitTest([
        { count: 4, share: 0.01 },
        { count: 396, share: 0.99 },
      ]).method,
      "exact binomial",
    );
    assert.equal(
      fitTest([
        { count: 5, share: 0.01 },
        { count: 495, share: 0.99 },
      ]).method,
      "chi-squared",
    );
  });

  it("has nothing to test with one version, or without answers", () => {
    assert.deepEqual(
      fitTest([
        { count: 7, share: 1 },
        { count: 0, share: 0 },
      ]),
      { method: "none", pValue: 1 },
    );
    assert.deepEqual(
      fitTest([
        { count: 0, share: 0.5 },
        { count: 0, share: 0.5 },
      ]),
      { method: "none", pValue: 1 },
    );
  });

  it("gives a p-value from 0 to 1 that does not depend on the order of versions", () => {
    const cells = fc
      .array(fc.record({ count: fc.nat({ max: 300 }), weight: fc.integer({ min: 1, max: 50 }) }), {
        minLength: 2,
        maxLength: 5,
      })
      .map((drawn) => {
        const total = drawn.reduce((sum, { weight }) => sum + weight, 0);
        return drawn.map(({ count, weight }) => ({ count, share: weight / total }));
      });
    fc.assert(
      fc.property(cells, (drawn) => {
        const { pValue } = fitTest(drawn);
        assert.ok(0 <= pValue && pValue <= 1);
        assert.ok(Math.abs(pValue - fitTest(drawn.toReversed()).pValue) < 1e-9);
      }),
    );
  });

  it("raises about one false alarm in twenty at alpha 0.05", () => {
    const rate = alarmRate({ v1: 10, v2: 30, v3: 60 }, { v1: 10, v2: 30, v3: 60 }, 500, 0.05, 1500);
    assert.ok(rate > 0.03 && rate < 0.07, `false alarms: ${rate}`);
  });

  it("raises no more false alarms than alpha with small counts", () => {
    const rate = alarmRate({ v1: 2, v2: 8, v3: 90 }, { v1: 2, v2: 8, v3: 90 }, 40, 0.05, 1500);
    assert.ok(rate > 0 && rate <= 0.06, `false alarms: ${rate}`);
  });

  it("tells 10 % from 20 % with 400 answers, at alpha 0.001", () => {
    assert.ok(alarmRate({ v1: 10, v2: 90 }, { v1: 20, v2: 80 }, 400, 0.001, 500) > 0.97);
  });

  it("notices with 100 answers that a version of 10 % is missing, at alpha 0.001", () => {
    const { pValue } = fitTest([
      { count: 0, share: 0.1 },
      { count: 100, share: 0.9 },
    ]);
    assert.ok(pValue < 0.001, `p = ${pValue}`);
  });
});
