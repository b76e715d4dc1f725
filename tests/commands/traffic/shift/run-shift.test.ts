import assert from "node:assert/strict";
import { type Happening, type StepMove } from "../../../../commands/traffic/shift/events";
import { NoAnswer } from "../../../../commands/stack/bounded-kubeconfig";
import { UserError } from "../../../../commands/terminal/user-error";
import { NothingMoved } from "../../../../commands/traffic/moves/move";
import { type Look, runShift, type ShiftPlan, type ShiftTools } from "../../../../commands/traffic/shift/run-shift";

const PLAN: ShiftPlan = {
  from: { v2: 100 },
  steps: [
    { percent: 50, split: { v2: 50, v3: 50 } },
    { percent: 100, split: { v2: 0, v3: 100 } },
  ],
  rules: { holdMs: 3000, deadlineMs: 10_000, pauseAfter: [] },
};

const GOOD: Look = { evidence: { verdict: "not worse", why: "alike", pairs: [] }, rulings: [], notReady: [] };

/** A shift in a world where each look takes a second, or so long as `takes` says, and sees what `look` says. */
function world(look: (second: number) => Partial<Look>, takes: (second: number) => number = () => 1) {
  let now = 0;
  const moves: string[] = [];
  const told: Happening[] = [];
  const moved: StepMove = { update: 1, from: {}, to: {}, diff: "", proxies: { arrived: 1, callers: 1 } };
  const tools: ShiftTools = {
    now: () => now,
    sleep: () => {
      now += takes(now / 1000) * 1000;
      return Promise.resolve();
    },
    enter: (index) => {
      moves.push(`step ${index}`);
      return Promise.resolve(moved);
    },
    goBack: () => {
      moves.push("back");
      return Promise.resolve(moved);
    },
    look: () => Promise.resolve({ ...GOOD, ...look(now / 1000) }),
    tell: (happening) => {
      told.push(happening);
      return Promise.resolve();
    },
    show: () => undefined,
  };
  return { tools, moves, told };
}

describe("a shift, from step to step", () => {
  it("makes each step, and tells of its verdict", async () => {
    const { tools, moves, told } = world(() => ({}));
    assert.equal(await runShift(PLAN, 0, tools), "shifted");
    assert.deepEqual(moves, ["step 0", "step 1"]);
    assert.deepEqual(
      told.map(({ event }) => event),
      ["step", "verdict", "step", "verdict", "shifted"],
    );
  });

  it("goes back from any step, and makes no other", async () => {
    const worse = { evidence: { verdict: "worse", why: "v3 fails", pairs: [] } } as const;
    const { tools, moves, told } = world((second) => (second >= 5 ? worse : {}));
    assert.equal(await runShift(PLAN, 0, tools), "gone back");
    assert.deepEqual(moves, ["step 0", "step 1", "back"]);
    const last = told.at(-1);
    assert.equal(last?.event === "gone back" && last.why, "v3 fails");
  });

  it("makes no step without evidence, and pauses at the deadline where it is", async () => {
    const thin = { evidence: { verdict: "thin", why: "no request", pairs: [] } } as const;
    const { tools, moves } = world(() => thin);
    assert.equal(await runShift(PLAN, 0, tools), "paused");
    assert.deepEqual(moves, ["step 0"]);
  });

  it("holds a step anew after the machine slept, and does not take the time for evidence", async () => {
    const looks: number[] = [];
    const seen = (second: number) => (looks.push(second), {});
    const { tools } = world(seen, (second) => (second === 1 ? 600 : 1));
    assert.equal(await runShift(PLAN, 0, tools), "shifted");
    // After the sleep the hold of three seconds begins once more.
    assert.deepEqual(looks, [1, 601, 602, 603, 604, 605, 606, 607]);
  });

  it("holds a step anew after the clock was set back, and is not paused for the time that it slept", async () => {
    const back = world(
      () => ({}),
      (second) => (second === 2 ? -50 : 1),
    );
    assert.equal(await runShift(PLAN, 0, back.tools), "shifted");
    const thin = { evidence: { verdict: "thin", why: "no request", pairs: [] } } as const;
    const slept = world(
      (second) => (second < 602 ? thin : {}),
      (second) => (second === 1 ? 600 : 1),
    );
    assert.equal(await runShift(PLAN, 0, slept.tools), "shifted");
  });

  it("begins with copies where it is to, holds them, and goes back from them", async () => {
    const plan = { ...PLAN, mirror: "v3" };
    const good = world(() => ({}));
    assert.equal(await runShift(plan, -1, good.tools), "shifted");
    assert.deepEqual(good.moves, ["step -1", "step 0", "step 1"]);
    assert.deepEqual(
      good.told.map((one) => ("step" in one ? `${one.event} ${one.step}` : one.event)),
      ["mirrors", "verdict 0", "step 1", "verdict 1", "step 2", "verdict 2", "shifted"],
    );
    const bad = world(() => ({ evidence: { verdict: "worse", why: "v3 fails", pairs: [] } }));
    assert.equal(await runShift(plan, -1, bad.tools), "gone back");
    assert.deepEqual(bad.moves, ["step -1", "back"]);
  });

  it("makes a step's update again where the cluster did not answer, and where it was refused it does not", async () => {
    const failing = (failures: number, error: Error) => {
      const made = world(() => ({}));
      let left = failures;
      const enterOrFail = (index: number) => (left-- > 0 ? Promise.reject(error) : made.tools.enter(index));
      return { ...made, tools: { ...made.tools, enter: enterOrFail } };
    };
    const lost = failing(2, new NoAnswer("The cluster does not answer: connection refused"));
    assert.equal(await runShift(PLAN, 0, lost.tools), "shifted");
    assert.deepEqual(lost.moves, ["step 0", "step 1"]);
    const locked = failing(1, new NothingMoved("the stack is locked"));
    await assert.rejects(runShift(PLAN, 0, locked.tools), /the stack is locked/);
  });

  it("tries again to go back where nothing could be moved, and not where a part was", async () => {
    const worse = { evidence: { verdict: "worse", why: "v3 fails", pairs: [] } } as const;
    const failing = (failures: number, error: Error) => {
      const made = world(() => worse);
      const back = made.tools.goBack.bind(made.tools);
      let left = failures;
      const goBackOrFail = () => (left-- > 0 ? Promise.reject(error) : back("v3 fails"));
      return { ...made, tools: { ...made.tools, goBack: goBackOrFail } };
    };
    const locked = failing(2, new NothingMoved("the stack is locked"));
    assert.equal(await runShift(PLAN, 0, locked.tools), "gone back");
    assert.deepEqual(locked.moves, ["step 0", "back"]);
    const lost = failing(2, new NoAnswer("The cluster does not answer: connection refused"));
    assert.equal(await runShift(PLAN, 0, lost.tools), "gone back");
    const half = failing(1, new UserError("a part was done"));
    await assert.rejects(runShift(PLAN, 0, half.tools), /a part was done/);
    const forever = failing(Infinity, new NothingMoved("the stack is locked"));
    await assert.rejects(runShift(PLAN, 0, forever.tools), /the stack is locked/);
  });

  it("begins at the step that it is given", async () => {
    const { tools, moves } = world(() => ({}));
    await runShift(PLAN, 1, tools);
    assert.deepEqual(moves, ["step 1"]);
  });
});
