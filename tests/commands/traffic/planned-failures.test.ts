import assert from "node:assert/strict";
import { plannedFailures } from "../../../commands/traffic/planned-failures";

describe("planned failures", () => {
  it("are none without faults", () => {
    assert.deepEqual(plannedFailures({}, 2), { share: 0, statuses: [] });
  });

  it("are the aborted share where productpage tries once", () => {
    assert.deepEqual(plannedFailures({ fault: { abort: { percent: 25, httpStatus: 503 } } }, 1), {
      share: 0.25,
      statuses: [503],
    });
  });

  it("take two aborted calls where productpage tries twice", () => {
    assert.equal(plannedFailures({ fault: { abort: { percent: 50, httpStatus: 503 } } }, 2).share, 0.25);
  });

  it("count a delay that productpage does not sit out", () => {
    assert.deepEqual(plannedFailures({ fault: { delay: { percent: 100, fixedDelay: "7s" } } }, 2), {
      share: 1,
      statuses: [500],
    });
    assert.equal(plannedFailures({ fault: { delay: { percent: 50, fixedDelay: "1m" } } }, 2).share, 0.25);
  });

  it("do not count a delay that productpage sits out", () => {
    assert.deepEqual(plannedFailures({ fault: { delay: { percent: 100, fixedDelay: "500ms" } } }, 2), {
      share: 0,
      statuses: [],
    });
  });

  it("join a delay and an abort, which Envoy draws independently", () => {
    const fault = { delay: { percent: 50, fixedDelay: "5s" }, abort: { percent: 50, httpStatus: 418 } };
    assert.deepEqual(plannedFailures({ fault }, 1), { share: 0.75, statuses: [418, 500] });
  });
});
