import assert from "node:assert/strict";
import fc from "fast-check";
import binomialPmf from "@stdlib/stats-base-dists-binomial-pmf";
import {
  closestShares,
  logLikelihoodRatio,
  logLikelihoodRatioToKnown,
} from "../../../../commands/traffic/evidence/two-shares";

/** Those that versions are taken to have are neither 0 nor 1. */
const guess = fc.double({ min: 0.001, max: 0.999, noNaN: true });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const requests = fc.integer({ min: 1, max: 12 });
const excess = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 0.5, noNaN: true }));

/** The mean of the likelihood ratio over all that two versions may do whose shares are these. */
function meanRatio(
  sizes: { readonly baseline: number; readonly candidate: number },
  truth: { readonly baseline: number; readonly candidate: number },
  alternative: { readonly baseline: number; readonly candidate: number },
  margin: number,
): number {
  let mean = 0;
  for (let b = 0; b <= sizes.baseline; b++) {
    for (let c = 0; c <= sizes.candidate; c++) {
      const block = {
        baseline: { requests: sizes.baseline, bad: b },
        candidate: { requests: sizes.candidate, bad: c },
      };
      const probability =
        binomialPmf(b, sizes.baseline, truth.baseline) * binomialPmf(c, sizes.candidate, truth.candidate);
      if (probability > 0) mean += probability * Math.exp(logLikelihoodRatio(block, alternative, margin));
    }
  }
  return mean;
}

describe("the likelihood ratio of two shares", () => {
  it("is 1 on average at most where the candidate is not worse by more than the excess, for any shares and sizes", () => {
    fc.assert(
      fc.property(requests, requests, guess, guess, share, share, excess, (nb, nc, b, c, at, below, margin) => {
        // An alternative that is beyond the excess, and a truth that is not.
        const alternative = { baseline: b * (1 - margin), candidate: 0 };
        alternative.candidate = alternative.baseline + margin + c * (1 - margin - alternative.baseline);
        const truth = { baseline: at, candidate: below * Math.min(1, at + margin) };
        const mean = meanRatio({ baseline: nb, candidate: nc }, truth, alternative, margin);
        assert.ok(mean <= 1 + 1e-4, String(mean));
      }),
      { numRuns: 300 },
    );
  });

  it("is 1 on average at most where the candidate is worse by more than the excess, for an alternative that is not", () => {
    fc.assert(
      fc.property(requests, requests, guess, guess, share, share, excess, (nb, nc, b, c, at, above, margin) => {
        const alternative = { baseline: b, candidate: c * Math.min(1, b + margin) };
        const truth = { baseline: at * (1 - margin), candidate: 0 };
        truth.candidate = truth.baseline + margin + above * (1 - margin - truth.baseline);
        const mean = meanRatio({ baseline: nb, candidate: nc }, truth, alternative, margin);
        assert.ok(mean <= 1 + 1e-4, String(mean));
      }),
      { numRuns: 300 },
    );
  });

  it("grows where the alternative is true", () => {
    const truth = { baseline: 0.01, candidate: 0.3 };
    const block = { baseline: { requests: 100, bad: 1 }, candidate: { requests: 10, bad: 3 } };
    assert.ok(logLikelihoodRatio(block, truth, 0.01) > 3);
    assert.ok(logLikelihoodRatio({ ...block, candidate: { requests: 10, bad: 0 } }, truth, 0.01) < 0);
  });

  it("is held against the closest shares: no others an excess apart are closer", () => {
    const divergence = (p: number, q: number) => p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));
    fc.assert(
      fc.property(guess, guess, fc.double({ min: 0, max: 0.4, noNaN: true }), guess, (b, c, apart, other) => {
        const found = closestShares({ baseline: b, candidate: c }, apart, 19, 3);
        assert.ok(Math.abs(found.candidate - found.baseline - apart) < 1e-9);
        const far = (p: number) => 19 * divergence(b, p) + 3 * divergence(c, p + apart);
        assert.ok(far(found.baseline) <= far(other * (1 - apart)) + 1e-6);
      }),
    );
  });

  it("takes a share that is known for what it is", () => {
    assert.equal(logLikelihoodRatioToKnown({ requests: 2, bad: 2 }, 0.5, 0.05).toFixed(9), Math.log(100).toFixed(9));
  });
});
