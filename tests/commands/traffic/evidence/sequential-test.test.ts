import assert from "node:assert/strict";
import fc from "fast-check";
import { VersionComparison } from "../../../../commands/traffic/evidence/compare-versions";
import { type Block, MarginTest, RestartedTest } from "../../../../commands/traffic/evidence/sequential-test";

const block = (baseline: readonly [number, number], candidate: readonly [number, number]): Block => ({
  baseline: { requests: baseline[0], bad: baseline[1] },
  candidate: { requests: candidate[0], bad: candidate[1] },
});

/** Evidence after the same block has come some times. */
function after(times: number, one: Block, margin = 0.01) {
  const beyond = new MarginTest(margin, "beyond");
  const within = new MarginTest(margin, "within");
  for (let count = 0; count < times; count++) for (const test of [beyond, within]) test.add(one);
  return { beyond: beyond.value, within: within.value };
}

const anyBlock = fc
  .record({ requests: fc.nat(50), bad: fc.nat(50) })
  .map(({ requests, bad }) => ({ requests, bad: Math.min(requests, bad) }));
const anyBlocks = fc.array(fc.record({ baseline: anyBlock, candidate: anyBlock }), { maxLength: 100 });

describe("the sequential test of a margin", () => {
  it("begins with no evidence, and gets none from a block in which one version had no request", () => {
    assert.deepEqual(after(0, block([1, 0], [1, 0])), { beyond: 1, within: 1 });
    assert.deepEqual(after(100, block([0, 0], [50, 50])), { beyond: 1, within: 1 });
    assert.deepEqual(after(100, block([50, 0], [0, 0])), { beyond: 1, within: 1 });
  });

  it("gets evidence for the side on which the difference is, and none for the other", () => {
    const worse = after(60, block([20, 0], [20, 2]));
    assert.ok(worse.beyond > 1000 && worse.within < 1, JSON.stringify(worse));
    const same = after(120, block([20, 0], [20, 0]));
    assert.ok(same.within > 1000 && same.beyond < 1, JSON.stringify(same));
  });

  it("takes a few requests without an error for little, however alike their seconds are", () => {
    // A version that fails 2 % has no error in 100 requests every seventh time.
    assert.ok(after(100, block([9, 0], [1, 0])).within < 100);
  });

  it("takes what both versions do alike for no difference, be it a second in which nearly all fails", () => {
    const burst = block([40, 36], [10, 9]);
    assert.ok(after(100, burst).beyond < 1);
  });

  it("is never certain of both sides, nor of anything that is no number", () => {
    fc.assert(
      fc.property(anyBlocks, fc.double({ min: 0, max: 0.2, noNaN: true }), (blocks, margin) => {
        const [beyond, within] = [new MarginTest(margin, "beyond"), new MarginTest(margin, "within")];
        for (const one of blocks) for (const test of [beyond, within]) test.add(one);
        assert.ok(beyond.value >= 0 && within.value >= 0);
        assert.ok(Math.min(beyond.value, within.value) <= 1.0001, `${beyond.value} ${within.value}`);
      }),
    );
  });

  it("is the average of the tests from each step on, where it is begun anew", () => {
    const make = () => new MarginTest(0.01, "beyond");
    const restarted = new RestartedTest(make);
    assert.equal(restarted.value, 1);
    const [first, second] = [make(), make()];
    const bad = block([20, 0], [20, 2]);
    for (const test of [restarted, first]) test.add(bad);
    restarted.nextStep();
    for (const test of [restarted, first, second]) test.add(bad);
    // Weights 1/2, 1/6, and 1/3 for those to come.
    assert.ok(Math.abs(restarted.value - (first.value / 2 + second.value / 6 + 1 / 3)) < 1e-12);
  });
});

describe("a version compared with the one that it replaces", () => {
  const stretch = (requests: number, failed: number, ms = 40) => ({
    requests,
    failed,
    latencies: Array.from({ length: requests - failed }, (_, index) => ms + (index % 10)),
  });

  function verdictOf(seconds: number, baseline: ReturnType<typeof stretch>, candidate: ReturnType<typeof stretch>) {
    const comparison = new VersionComparison();
    for (let second = 0; second < seconds; second++) comparison.add(baseline, candidate);
    return comparison;
  }

  it("is thin at first, and not worse once it has done as well for long enough", () => {
    assert.equal(new VersionComparison().verdict, "thin");
    assert.equal(verdictOf(5, stretch(20, 0), stretch(20, 0)).verdict, "thin");
    assert.equal(verdictOf(120, stretch(20, 0), stretch(20, 0)).verdict, "not worse");
  });

  it("is worse by errors or by latency, and says by which", () => {
    const byErrors = verdictOf(60, stretch(20, 0), stretch(20, 4));
    assert.equal(byErrors.verdict, "worse");
    const [errors, typical] = byErrors.metrics;
    assert.ok((errors?.pBeyond ?? 1) < 0.005 && (typical?.pBeyond ?? 0) > 0.01);
    const byLatency = verdictOf(60, stretch(20, 0), stretch(20, 0, 80));
    assert.equal(byLatency.verdict, "worse");
    assert.ok((byLatency.metrics[0]?.pBeyond ?? 0) > 0.01);
  });

  it("is not worse for what is within the margin", () => {
    const { verdict } = verdictOf(200, stretch(20, 0, 40), stretch(20, 0, 42));
    assert.equal(verdict, "not worse");
  });

  it("stays worse, and has to do well anew in each step", () => {
    const good = verdictOf(120, stretch(20, 0), stretch(20, 0));
    good.nextStep();
    assert.equal(good.verdict, "thin");
    const bad = verdictOf(60, stretch(20, 0), stretch(20, 4));
    bad.nextStep();
    for (let second = 0; second < 300; second++) bad.add(stretch(20, 0), stretch(20, 0));
    assert.equal(bad.verdict, "worse");
  });

  it("notices what goes wrong in a later step alone, after a long time in which all was well", () => {
    const comparison = verdictOf(600, stretch(20, 0), stretch(20, 0));
    comparison.nextStep();
    for (let second = 0; second < 40; second++) comparison.add(stretch(20, 0), stretch(20, 4));
    assert.equal(comparison.verdict, "worse");
  });
});
