import assert from "node:assert/strict";
import { afterEvent } from "../../../../commands/traffic/shift/after-event";
import { type Happening, type StepMove } from "../../../../commands/traffic/shift/events";
import { type ShiftState } from "../../../../commands/traffic/shift/shift-state";

const BEGUN: ShiftState = {
  ...{ formatVersion: 1, id: "1", stack: "dev", service: "reviews", rule: "default", by: "ann", startedAt: "9:59" },
  ...{ phase: "running", from: { v2: 100 }, to: { v3: 100 }, steps: [], at: 0, runs: {}, done: [], updates: [] },
  settings: { holdMs: 1, deadlineMs: 1, pauseAfter: [], errorMargin: 0.01, latencyMargin: 0.5 },
  sessions: 1,
};

const MOVE: StepMove = { update: 7, from: {}, to: {}, diff: "", proxies: { arrived: 1, callers: 1 } };
const VERDICT = { step: 1, steps: 2, decision: "goes on", why: "alike" } as const;

const after = (state: ShiftState, happening: Happening, at: string) =>
  afterEvent(state, { formatVersion: 1, at, id: "1", service: "reviews", rule: "default", ...happening });

describe("what is kept of a shift", () => {
  it("is the same when an event is told again, since its answer may have been lost", () => {
    const evidence = { verdict: "not worse", why: "alike", pairs: [] } as const;
    const happenings: readonly Happening[] = [
      { event: "step", step: 1, steps: 2, percent: 50, ...MOVE },
      { event: "verdict", ...VERDICT, evidence },
      { event: "gone back", why: "v3 is worse", ...MOVE },
    ];
    for (const happening of happenings) {
      const once = after(BEGUN, happening, "10:00");
      assert.notDeepEqual(once, BEGUN);
      assert.deepEqual(after(once, happening, "10:00"), once);
    }
  });

  it("has each update and each verdict, also two that say the same", () => {
    const verdict = { event: "verdict", ...VERDICT, evidence: { verdict: "not worse", why: "", pairs: [] } } as const;
    const { done } = after(after(BEGUN, verdict, "10:00"), verdict, "10:01");
    assert.equal(done.length, 2);
    const step = (update: number) => ({ event: "step", step: 1, steps: 2, percent: 50, ...MOVE, update }) as const;
    assert.deepEqual(after(after(BEGUN, step(7), "10:00"), step(8), "10:01").updates, [7, 8]);
  });
});
