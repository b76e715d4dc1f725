import assert from "node:assert/strict";
import { type Expectation, judge } from "../../../commands/traffic/judge";
import { type FailureCount } from "../../../commands/traffic/sampler";

const EXPECTED: Expectation = {
  weights: { v1: 10, v2: 30, v3: 60 },
  versions: ["v1", "v2", "v3"],
  failures: { share: 0, statuses: [] },
};
const FITTING = { v1: 97, v2: 305, v3: 598 };
const ALPHA = 0.001;

function failures(reason: string, count: number, status?: number): FailureCount[] {
  return [{ reason, count, ...(status !== undefined && { status }) }];
}

describe("judgement of a rule", () => {
  it("is ok when the split fits", () => {
    const { status, problems, answered, versions } = judge(EXPECTED, { answers: FITTING, failures: [] }, ALPHA);
    assert.deepEqual([status, problems, answered], ["ok", [], 1000]);
    assert.deepEqual(
      versions.map(({ version, weight, count, observed }) => [version, weight, count, observed]),
      [
        ["v1", 10, 97, 0.097],
        ["v2", 30, 305, 0.305],
        ["v3", 60, 598, 0.598],
      ],
    );
  });

  it("is off when the split does not fit", () => {
    const { status, problems } = judge(EXPECTED, { answers: { v1: 200, v2: 250, v3: 550 }, failures: [] }, ALPHA);
    assert.equal(status, "off");
    assert.deepEqual(problems, ["the split is off (p < 1e-12)"]);
  });

  it("is off when a version of weight 0 answers once", () => {
    const expected = { ...EXPECTED, weights: { v2: 100 } };
    const { status, problems } = judge(expected, { answers: { v2: 999, v3: 1 }, failures: [] }, ALPHA);
    assert.equal(status, "off");
    assert.deepEqual(problems, ["v3 has weight 0 and answered once"]);
  });

  it("is off when something answers that is no declared version", () => {
    const { versions, problems } = judge(
      EXPECTED,
      { answers: { ...FITTING, "reviews-old-1": 2 }, failures: [] },
      ALPHA,
    );
    assert.deepEqual(problems, ["reviews-old-1 has weight 0 and answered 2 times"]);
    assert.equal(versions.at(-1)?.version, "reviews-old-1");
  });

  it("is off when a request fails, and says how", () => {
    const { status, problems, requests } = judge(
      EXPECTED,
      { answers: FITTING, failures: failures("status 503", 3, 503) },
      ALPHA,
    );
    assert.deepEqual([status, requests], ["off", 1003]);
    assert.deepEqual(problems, ["3 of 1003 requests failed: status 503"]);
  });

  it("is off when nothing answers", () => {
    const { status, fit } = judge(EXPECTED, { answers: {}, failures: failures("connection refused", 10) }, ALPHA);
    assert.deepEqual([status, fit.method], ["off", "none"]);
  });

  describe("with faults on purpose", () => {
    const faulty: Expectation = { ...EXPECTED, failures: { share: 0.2, statuses: [503] } };

    it("is ok when as many requests fail as planned", () => {
      const { status, failed } = judge(faulty, { answers: FITTING, failures: failures("status 503", 251, 503) }, ALPHA);
      assert.equal(status, "ok");
      assert.equal(failed.planned?.share, 0.2);
    });

    it("is off when more fail than planned", () => {
      const { problems } = judge(faulty, { answers: FITTING, failures: failures("status 503", 500, 503) }, ALPHA);
      assert.deepEqual(problems, ["500 of 1500 requests failed, where the rule's faults make 20.0 % fail (p < 1e-12)"]);
    });

    it("is off when none fails", () => {
      assert.equal(judge(faulty, { answers: FITTING, failures: [] }, ALPHA).status, "off");
    });

    it("is off when they fail in another way than planned", () => {
      const { problems } = judge(faulty, { answers: FITTING, failures: failures("status 500", 251, 500) }, ALPHA);
      assert.deepEqual(problems, ["251 of 1251 requests failed: status 500"]);
    });
  });
});
