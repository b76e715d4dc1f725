import assert from "node:assert/strict";
import { eitherFails, plannedFailures } from "../../../commands/traffic/planned-failures";

/** Productpage's calls: it waits for three seconds. */
const ONCE = { tries: 1, waits: 3 };
const TWICE = { tries: 2, waits: 3 };

describe("planned failures", () => {
  it("are none without faults", () => {
    assert.deepEqual(plannedFailures({}, TWICE), { share: 0, statuses: [] });
  });

  it("are the aborted share where productpage tries once", () => {
    assert.deepEqual(plannedFailures({ fault: { abort: { percent: 25, httpStatus: 503 } } }, ONCE), {
      share: 0.25,
      statuses: [503],
    });
  });

  it("take two aborted calls where productpage tries twice", () => {
    assert.equal(plannedFailures({ fault: { abort: { percent: 50, httpStatus: 503 } } }, TWICE).share, 0.25);
  });

  it("count a delay that productpage does not sit out", () => {
    assert.deepEqual(plannedFailures({ fault: { delay: { percent: 100, fixedDelay: "7s" } } }, TWICE), {
      share: 1,
      statuses: [500],
    });
    assert.equal(plannedFailures({ fault: { delay: { percent: 50, fixedDelay: "1m" } } }, TWICE).share, 0.25);
  });

  it("do not count a delay that productpage sits out", () => {
    assert.deepEqual(plannedFailures({ fault: { delay: { percent: 100, fixedDelay: "500ms" } } }, TWICE), {
      share: 0,
      statuses: [],
    });
  });

  it("join a delay and an abort, which Envoy draws independently", () => {
    const fault = { delay: { percent: 50, fixedDelay: "5s" }, abort: { percent: 50, httpStatus: 418 } };
    assert.deepEqual(plannedFailures({ fault }, ONCE), { share: 0.75, statuses: [418, 500] });
  });

  it("count no delay where the caller waits for any time, as at the gateway", () => {
    const fault = { delay: { percent: 50, fixedDelay: "1m" }, abort: { percent: 50, httpStatus: 418 } };
    assert.deepEqual(plannedFailures({ fault }, { tries: 1, waits: Infinity }), { share: 0.5, statuses: [418] });
  });

  it("join those of the gateway's rule and of the service's", () => {
    const first = { share: 0.5, statuses: [503] };
    assert.deepEqual(eitherFails(first, { share: 0.5, statuses: [418] }), { share: 0.75, statuses: [503, 418] });
    assert.deepEqual(eitherFails(first, { share: 0, statuses: [] }), first);
  });
});
