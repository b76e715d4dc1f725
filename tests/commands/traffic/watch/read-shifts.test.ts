import assert from "node:assert/strict";
import { shiftText } from "../../../../commands/traffic/watch/figures-text";
import { shiftSnapshot } from "../../../../commands/traffic/watch/read-shifts";
import { type ShiftState } from "../../../../commands/traffic/shift/shift-state";

const STATE: ShiftState = {
  formatVersion: 1,
  id: "a1",
  stack: "sandbox",
  service: "reviews",
  rule: "default",
  by: "somebody",
  startedAt: "2026-11-26T12:00:00.000Z",
  phase: "running",
  from: { v2: 100 },
  to: { v3: 100 },
  steps: [10, 50, 100].map((percent) => ({ percent, split: { v2: 100 - percent, v3: percent } })),
  at: 0,
  runs: { v2: 90, v3: 10 },
  settings: { holdMs: 60_000, deadlineMs: 1, pauseAfter: [], errorMargin: 0.01, latencyMargin: 0.25 },
  done: [],
  updates: [],
  sessions: 1,
};

describe("what watch shows of a shift", () => {
  it("is its step of all, since when it holds, and what it was asked for", () => {
    const done = [{ step: 1, decision: "on", why: "enough", at: "2026-11-26T12:01:10.000Z" }];
    const request = { what: "pause", by: "somebody", at: "2026-11-26T12:01:20.000Z" } as const;
    assert.deepEqual(shiftSnapshot({ ...STATE, at: 1, done, request }, true), {
      id: "a1",
      phase: "running",
      step: 2,
      percents: [10, 50, 100],
      since: "2026-11-26T12:01:10.000Z",
      holdMs: 60_000,
      asked: "pause",
    });
    assert.equal(shiftSnapshot(STATE, true).since, STATE.startedAt);
  });

  it("has died where it is to run and nobody carries it on, and never where it waits or is over", () => {
    const phases = ["running", "going back", "paused", "shifted", "gone back"] as const;
    const shown = phases.map((phase) => shiftSnapshot({ ...STATE, phase }, false).phase);
    assert.deepEqual(shown, ["died", "died", "paused", "shifted", "gone back"]);
  });

  it("is before its first step while a version gets copies alone", () => {
    const shown = shiftSnapshot({ ...STATE, at: -1 }, true);
    assert.equal(shown.step, 0);
    assert.equal(shiftText(shown), "copies before the first of 3 steps, running");
  });

  it("is at its last step where all are done", () => {
    assert.equal(shiftSnapshot({ ...STATE, at: 3, phase: "shifted" }, false).step, 3);
  });
});
