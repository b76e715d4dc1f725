import assert from "node:assert/strict";
import fc from "fast-check";
import { type Stretch, VersionComparison } from "../../../../commands/traffic/evidence/compare-versions";

const stretch = (requests: number, failed: number, ms = 40): Stretch => ({
  requests,
  failed,
  latencies: Array.from({ length: requests - failed }, (_, index) => ms + (index % 10)),
});

function after(blocks: number, baseline: Stretch, candidate: Stretch): VersionComparison {
  const comparison = new VersionComparison();
  for (let block = 0; block < blocks; block++) comparison.add(baseline, candidate);
  return comparison;
}

const of = (comparison: VersionComparison, name: string) =>
  comparison.metrics.find((metric) => metric.name === name) ?? assert.fail();

describe("a version compared with the one that it replaces", () => {
  it("is thin at first, and not worse once it has done as well for long enough", () => {
    assert.equal(new VersionComparison().verdict(1), "thin");
    assert.equal(after(5, stretch(20, 0), stretch(20, 0)).verdict(1), "thin");
    assert.equal(after(120, stretch(20, 0), stretch(20, 0)).verdict(1), "not worse");
  });

  it("takes the less evidence, the smaller the share is that it gets next", () => {
    const blocksFor = (share: number) => {
      const comparison = new VersionComparison();
      let blocks = 0;
      for (; comparison.verdict(share) === "thin"; blocks++) comparison.add(stretch(20, 0), stretch(2, 0));
      return blocks;
    };
    const [tenth, half, all] = [0.1, 0.5, 1].map(blocksFor) as [number, number, number];
    assert.ok(tenth * 3 < half && half * 1.5 < all, `${tenth}, ${half}, ${all}`);
  });

  it("does not take a version to be harmless that fails less than what is allowed of its small share", () => {
    // 5 % of a tenth of the requests is half a point of all, within the margin of one; of all of them it is not.
    const comparison = after(300, stretch(40, 0), stretch(4, 0));
    const failing = new VersionComparison();
    for (let block = 0; block < 60; block++) failing.add(stretch(190, 0), stretch(10, block % 2));
    assert.equal(comparison.verdict(1), "not worse");
    assert.notEqual(failing.verdict(1), "not worse");
  });

  it("is worse by errors or by latency, and says by which, with the counts", () => {
    const byErrors = after(60, stretch(20, 0), stretch(20, 4)).judge(1);
    assert.equal(byErrors.verdict, "worse");
    assert.deepEqual(byErrors.because, ["errors"]);
    assert.deepEqual(byErrors.metrics[0]?.counts, {
      baseline: { requests: 1200, bad: 0 },
      candidate: { requests: 1200, bad: 240 },
    });
    const byLatency = after(60, stretch(20, 0), stretch(20, 0, 80)).judge(1);
    assert.equal(byLatency.verdict, "worse");
    assert.deepEqual(byLatency.because, ["latency p50", "latency p95"]);
    assert.ok(byLatency.metrics.every(({ name, limit }) => (name === "errors") === (limit === undefined)));
  });

  it("is not worse for what is within the margin", () => {
    assert.equal(after(200, stretch(20, 0, 40), stretch(20, 0, 42)).verdict(1), "not worse");
  });

  it("is worse after the first ten failures where nothing else comes of it", () => {
    const comparison = new VersionComparison({ error: 0.005, latency: 0.25 });
    for (let block = 0; block < 4; block++) comparison.add(stretch(47, 0), stretch(2, 2));
    assert.equal(comparison.verdict(1), "worse");
  });

  it("takes what both versions do alike for no difference, be it a second in which nearly all fails", () => {
    const comparison = new VersionComparison();
    for (let block = 0; block < 100; block++) {
      if (block % 10 === 0) comparison.add(stretch(40, 36), stretch(10, 9));
      else comparison.add(stretch(40, 0), stretch(10, 0));
    }
    assert.ok(of(comparison, "errors").pBeyond > 0.5);
  });

  it("stays worse, and has to do well anew in each step", () => {
    const good = after(120, stretch(20, 0), stretch(20, 0));
    good.nextStep();
    assert.equal(good.verdict(1), "thin");
    const bad = after(60, stretch(20, 0), stretch(20, 4));
    bad.nextStep();
    for (let second = 0; second < 300; second++) bad.add(stretch(20, 0), stretch(20, 0));
    assert.equal(bad.verdict(1), "worse");
    assert.ok(bad.isWorse);
  });

  it("notices what goes wrong in the middle of a step, after a long time in which all was well", () => {
    const comparison = after(3000, stretch(20, 0), stretch(20, 0));
    let blocks = 0;
    for (; !comparison.isWorse; blocks++) comparison.add(stretch(20, 0), stretch(20, 10));
    assert.ok(blocks <= 7, String(blocks));
  });

  it("gets no evidence from what it can't compare: a version without requests, or before the other had any", () => {
    assert.deepEqual(
      after(100, stretch(50, 0), stretch(0, 0)).metrics.map(({ pBeyond, pWithin }) => [pBeyond, pWithin]),
      [
        [1, 1],
        [1, 1],
        [1, 1],
      ],
    );
    assert.equal(of(after(100, stretch(0, 0), stretch(50, 50)), "errors").pBeyond, 1);
  });

  it("holds a block without requests to the old version against what is known of it", () => {
    const comparison = after(50, stretch(40, 0), stretch(0, 0));
    for (let block = 0; block < 5; block++) comparison.add(stretch(0, 0), stretch(2, 2));
    assert.equal(comparison.verdict(1), "worse");
    const good = after(50, stretch(40, 0), stretch(0, 0));
    for (let block = 0; block < 400; block++) good.add(stretch(0, 0), stretch(4, 0));
    assert.equal(good.verdict(0.5), "not worse");
  });

  it("comes to its verdict with two requests a second, one at a time", () => {
    const comparison = new VersionComparison();
    for (let second = 0; second < 600; second++) {
      comparison.add(stretch(second % 2, 0), stretch((second + 1) % 2, 0));
    }
    assert.equal(comparison.verdict(0.25), "not worse");
    const bad = new VersionComparison();
    for (let second = 0; second < 60; second++)
      bad.add(stretch(second % 2, 0), stretch(1 - (second % 2), 1 - (second % 2)));
    assert.equal(bad.verdict(0.25), "worse");
  });

  it("is stricter where less may be a false alarm", () => {
    const needed = (alpha: number) => {
      const comparison = new VersionComparison(undefined, { alpha });
      let blocks = 0;
      for (; !comparison.isWorse; blocks++) comparison.add(stretch(20, 0), stretch(20, 1));
      return blocks;
    };
    assert.ok(needed(1e-6) > needed(0.01));
  });

  it("never says anything that is no probability, whatever both do", () => {
    const any = fc
      .record({ requests: fc.nat(30), failed: fc.nat(30), ms: fc.nat(200) })
      .map(({ requests, failed, ms }) => stretch(requests, Math.min(requests, failed), ms));
    fc.assert(
      fc.property(fc.array(fc.tuple(any, any), { maxLength: 60 }), (blocks) => {
        const comparison = new VersionComparison();
        for (const [baseline, candidate] of blocks) comparison.add(baseline, candidate);
        for (const { pBeyond, pWithin, overdispersion } of comparison.metrics) {
          assert.ok(pBeyond >= 0 && pBeyond <= 1 && pWithin >= 0 && pWithin <= 1 && overdispersion >= 1);
          assert.ok(Math.max(pBeyond, pWithin) > 0.005, "evidence of both sides");
        }
      }),
      { numRuns: 60 },
    );
  });
});
