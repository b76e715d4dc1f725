import assert from "node:assert/strict";
import { shiftProblems } from "../../../components/expected/shift-problems";
import { SHIFT_KEY } from "../../../mesh/traffic/shift-mark";
import { type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { WALK_THROUGH } from "../../commands/traffic/plans";

const STATE = {
  ...{ id: "one", stack: "prod", service: "reviews", rule: "roundrobin-user", phase: "running", at: 0 },
  steps: [{}, {}],
  runs: { v1: 10, v2: 30, v3: 60 },
};

function problems(state: object, plan: TrafficPlan = WALK_THROUGH, stack = "prod", own?: string) {
  return shiftProblems([plan], [{ data: { [SHIFT_KEY]: JSON.stringify(state) } }], stack, own);
}

/** The plan with other weights of its rule. */
const moved: TrafficPlan = {
  ...WALK_THROUGH,
  rules: WALK_THROUGH.rules.map((rule) => ({ ...rule, weights: { v1: 50, v2: 50, v3: 0 } })),
};

describe("an update while a shift is under way", () => {
  it("is refused where it would give the rule another split, with the shift's step and what to do", () => {
    const [found, ...others] = problems(STATE, moved);
    assert.deepEqual(others, []);
    assert.deepEqual(found?.path, ["traffic", "reviews", "rules", 0, "weights"]);
    assert.match(
      found.message,
      /a shift is moving \(v1 10 -> 50, v2 30 -> 50, v3 60 -> 0\): it is running at step 1 of 2/,
    );
    const fix = JSON.stringify(found.fix);
    assert.match(fix, /"abort","reviews","--rule","roundrobin-user","--stack","prod"/);
    assert.match(fix, /resume reviews --rule roundrobin-user --stack prod/);
  });

  it("passes with what the shift has made, or is making", () => {
    assert.deepEqual(problems(STATE), []);
    assert.deepEqual(problems({ ...STATE, updating: { to: { v1: 50, v2: 50, v3: 0 } } }, moved), []);
  });

  it("passes where it is the shift's own", () => {
    assert.deepEqual(problems(STATE, moved, "prod", "one"), []);
    assert.equal(problems(STATE, moved, "prod", "two").length, 1);
    assert.equal(problems({ ...STATE, stack: "acme/bookinfo-mesh/prod" }, moved).length, 1);
  });

  it("passes where the shift is over, of another stack, or of a rule that is gone", () => {
    assert.deepEqual(problems({ ...STATE, phase: "shifted" }, moved), []);
    assert.deepEqual(problems({ ...STATE, phase: "gone back" }, moved), []);
    assert.deepEqual(problems(STATE, moved, "dev"), []);
    assert.deepEqual(problems({ ...STATE, rule: "beta" }, moved), []);
  });

  it("is refused while it is paused or has died, too", () => {
    assert.equal(problems({ ...STATE, phase: "paused" }, moved).length, 1);
    assert.equal(problems({ ...STATE, phase: "going back" }, moved).length, 1);
  });

  it("passes where a ConfigMap keeps something else", () => {
    assert.deepEqual(
      shiftProblems([moved], [{ data: {} }, { data: { [SHIFT_KEY]: "no JSON" } }], "prod", undefined),
      [],
    );
  });
});
