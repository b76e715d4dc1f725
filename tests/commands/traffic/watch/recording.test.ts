import assert from "node:assert/strict";
import { MOST_POINTS, Recording } from "../../../../commands/traffic/watch/recording";
import { movesOf } from "../../../../commands/traffic/watch/page/page-data";
import { recordedShift, ruleOf, shiftAt, snapshotOf, START, versionOf } from "./samples";

describe("what is kept of what was seen", () => {
  it("has a point for each moment, rule and version, and what happened", () => {
    const { rules, events, last } = recordedShift();
    assert.deepEqual(
      rules.map(({ rule, points }) => [rule, points.length]),
      [
        ["default", 180],
        ["roundrobin-user", 180],
      ],
    );
    assert.deepEqual(rules[0]?.points[100]?.versions["v3"]?.errors, { "500": 14, UH: 3 });
    assert.equal(rules[0]?.points[100]?.at, START / 1000 + 100);
    assert.equal(events.filter(({ kind }) => kind === "weights").length, 3);
    assert.equal(last.at, new Date(START + 179_000).toISOString());
  });

  it("takes ever longer steps, so that a day is not more than a file has room for", () => {
    const recording = new Recording();
    for (let second = 0; second < 20_000; second++) recording.add(shiftAt(second));
    const { rules = [] } = recording.recorded ?? {};
    const count = rules.flatMap(({ points }) => points).reduce((sum, one) => sum + Object.keys(one.versions).length, 0);
    assert.ok(count <= MOST_POINTS && count > MOST_POINTS / 4, String(count));
    const times = rules[0]?.points.map(({ at }) => at) ?? [];
    const steps = new Set(times.slice(1).map((at, index) => at - (times[index] ?? 0)));
    assert.equal(steps.size, 1, [...steps].join());
    assert.ok((times.at(-1) ?? 0) > START / 1000 + 19_000);
  });

  it("goes on elsewhere from what was kept", () => {
    const before = recordedShift();
    const recording = new Recording(before);
    recording.add(shiftAt(180));
    assert.equal(recording.recorded?.rules[0]?.points.length, 181);
    assert.equal(before.rules[0]?.points.length, 180);
  });

  it("names the rules that were moved, from the first split to the last", () => {
    const at = (second: number, v2: number) =>
      snapshotOf([ruleOf([versionOf("v1", 100 - v2), versionOf("v2", v2)])], {
        at: new Date(START + second * 1000).toISOString(),
      });
    const recording = new Recording();
    for (const [second, v2] of [0, 10, 30].entries()) recording.add(at(second, v2));
    assert.deepEqual(movesOf(recording.recorded?.rules ?? []), [
      { service: "reviews", rule: "roundrobin-user", from: { v1: 100, v2: 0 }, to: { v1: 70, v2: 30 } },
    ]);
    assert.deepEqual(movesOf(recordedShift().rules), []);
  });
});
