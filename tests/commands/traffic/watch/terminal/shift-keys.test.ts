import assert from "node:assert/strict";
import { type ShiftSnapshot } from "../../../../../commands/traffic/watch/snapshot";
import { renderFrame } from "../../../../../commands/traffic/watch/terminal/frame";
import { PLAIN } from "../../../../../commands/traffic/watch/terminal/paint";
import { shiftOfKeys } from "../../../../../commands/traffic/watch/terminal/shift-keys";
import { FIRST_VIEW, onKey, type ViewState } from "../../../../../commands/traffic/watch/terminal/view-state";
import { ruleOf, SHIFT, snapshotOf, versionOf } from "../samples";

const ABOUT = { service: "reviews", rule: "roundrobin-user" };
const rule = (phase: ShiftSnapshot["phase"], name = ABOUT.rule) =>
  ruleOf([versionOf("v3", 100)], { rule: name, shift: { ...SHIFT, phase } });

/** What keys ask for, one after the other, where a shift is in a phase. */
function wishes(phase: ShiftSnapshot["phase"], ...keys: readonly string[]) {
  const shift = shiftOfKeys([rule(phase)]);
  let view: ViewState = FIRST_VIEW;
  return keys.flatMap((sequence) => {
    const [next, wish] = onKey(view, { sequence }, shift);
    view = next;
    return wish === undefined ? [] : [wish];
  });
}

/** The last line of the view. */
function footer(view: Partial<ViewState>, phase: ShiftSnapshot["phase"] = "running") {
  const [rules, columns] = [[rule(phase)], 120];
  const frame = {
    snapshot: snapshotOf(rules),
    events: [],
    view: { ...FIRST_VIEW, ...view },
    shift: shiftOfKeys(rules),
  };
  return renderFrame(frame, { columns, rows: 20 }, PLAIN).at(-1) ?? "";
}

describe("the keys of a shift", () => {
  it("pause one that runs, and have one go on that is paused or has died", () => {
    assert.deepEqual(wishes("running", " "), [{ what: "pause", ...ABOUT }]);
    assert.deepEqual(wishes("paused", " "), [{ what: "resume", ...ABOUT }]);
    assert.deepEqual(wishes("died", " "), [{ what: "resume", ...ABOUT }]);
  });

  it("move traffic only after a y that follows at once", () => {
    assert.deepEqual(wishes("running", "p", "y"), [{ what: "promote", ...ABOUT }]);
    assert.deepEqual(wishes("running", "a", "y"), [{ what: "abort", ...ABOUT }]);
    assert.deepEqual(wishes("running", "a", "n", "y", "p", "a", "y", "y"), []);
    assert.deepEqual(wishes("running", "a", "q", "q"), ["leave"]);
  });

  it("are none where no shift is under way, it goes back, or several are shown", () => {
    for (const phase of ["shifted", "gone back", "going back"] as const) {
      assert.deepEqual(wishes(phase, " ", "p", "y", "a", "y"), []);
    }
    assert.equal(shiftOfKeys([rule("running"), rule("paused", "default")]), undefined);
    assert.equal(shiftOfKeys([rule("running"), rule("shifted", "default")])?.rule, ABOUT.rule);
  });

  it("are letters of a filter while one is typed", () => {
    const [view, wish] = onKey(
      { ...FIRST_VIEW, typing: "" },
      { sequence: "p", name: "p" },
      shiftOfKeys([rule("running")]),
    );
    assert.deepEqual([view.typing, wish], ["p", undefined]);
  });

  it("stand below the view, as does the question", () => {
    assert.match(footer({}), /r report {2}space pause {2}p promote {2}a abort$/);
    assert.match(footer({}, "paused"), /space resume {2}p promote {2}a abort$/);
    assert.match(footer({}, "shifted"), /r report$/);
    const question = footer({ toConfirm: { what: "abort", ...ABOUT } });
    assert.equal(
      question,
      "The shift of reviews, roundrobin-user: go back to the split before it?  y yes, any other key no",
    );
  });
});
