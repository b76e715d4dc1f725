import assert from "node:assert/strict";
import { Draw } from "../../../../commands/bench/calibration/draw";
import { Overdispersion } from "../../../../commands/traffic/evidence/overdispersion";

/** The factor after some seconds in which the versions fail so many of their 50 requests each. */
function factorAfter(seconds: number, failed: (draw: Draw, second: number) => readonly [number, number]): number {
  const overdispersion = new Overdispersion();
  const draw = new Draw(11);
  for (let second = 0; second < seconds; second++) {
    const [baseline, candidate] = failed(draw, second);
    overdispersion.add({
      baseline: { requests: 50, bad: baseline },
      candidate: { requests: 50, bad: candidate },
    });
  }
  return overdispersion.factor;
}

describe("the overdispersion of two versions", () => {
  it("is guessed before there is a failure, the larger the more requests come at once", () => {
    assert.equal(
      factorAfter(0, () => [0, 0]),
      2,
    );
    // In four seconds 100 requests are compared: 1 + 0.03 * (2 * 100 - 1).
    assert.ok(Math.abs(factorAfter(1000, () => [0, 0]) - 6.97) < 1e-9);
  });

  it("goes to 1 for independent requests, be one version worse or not, or worse from some moment on", () => {
    assert.ok(factorAfter(400, (draw) => [draw.binomial(50, 0.05), draw.binomial(50, 0.05)]) < 1.25);
    assert.ok(factorAfter(400, (draw) => [draw.binomial(50, 0.01), draw.binomial(50, 0.3)]) < 1.25);
    const changed = factorAfter(400, (draw, second) => [0, draw.binomial(50, second < 200 ? 0.01 : 0.5)]);
    assert.ok(changed < 1.25, String(changed));
  });

  it("does not grow by what moves both versions alike", () => {
    const bursts = factorAfter(400, (draw, second) => {
      const share = second % 20 === 0 ? 0.3 : 0.01;
      return [draw.binomial(50, share), draw.binomial(50, share)];
    });
    assert.ok(bursts < 1.3, String(bursts));
  });

  it("grows where the requests of a second fail together", () => {
    const agreeing = (correlation: number) =>
      factorAfter(2000, (draw) => [
        draw.binomial(50, draw.beta(0.05, correlation)),
        draw.binomial(50, draw.beta(0.05, correlation)),
      ]);
    // Of 50 requests that agree by a correlation of 0.1 the variance is 1 + 49 * 0.1 times as large.
    assert.ok(Math.abs(agreeing(0.1) - 5.9) < 1.5, String(agreeing(0.1)));
    assert.ok(agreeing(0.02) < agreeing(0.1));
  });
});
