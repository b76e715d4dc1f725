import assert from "node:assert/strict";
import { harmOf, type Release, RELEASES, whatIsWrong } from "../../../../commands/bench/shifts/bad-releases";
import { type ReleaseDamage } from "../../../../commands/bench/shifts/damage";
import { stepsOf } from "../../../../commands/bench/shifts/good-shifts";
import { badCells } from "../../../../commands/bench/shifts/render-shifts";
import { familyOf } from "../../../../commands/bench/shifts/running-shift";
import { isReplaced } from "../../../../commands/bench/shifts/version-deployments";
import { type ShiftEvent } from "../../../../commands/traffic/shift/events";

const damage: ReleaseDamage = {
  answered: 120,
  untilVerdict: 12.34,
  byVerdict: { requests: 21, users: 19 },
  wayBack: { requests: 4, users: 3, seconds: 3.1 },
};
const hurt = (users: number): ReleaseDamage => ({ ...damage, byVerdict: { requests: users, users } });
const named = (name: string): Release => RELEASES.find((one) => one.name === name) ?? assert.fail(name);

describe("a shift to a bad release", () => {
  it("has to go back before too many users are hurt", () => {
    assert.deepEqual(whatIsWrong(named("errors-5"), 1, hurt(19)), []);
    assert.match(whatIsWrong(named("errors-5"), 1, hurt(20)).join(), /20 users were hurt at the verdict, not fewer/);
    assert.deepEqual(whatIsWrong(named("errors-1"), 1, hurt(99)), []);
    assert.match(whatIsWrong(named("slow-50ms"), 3, hurt(0)).join(), /did not go back/);
  });

  it("may hold or go back at the margin, but never reach its target", () => {
    assert.deepEqual(whatIsWrong(named("errors-0.5"), 3, hurt(200)), []);
    assert.deepEqual(whatIsWrong(named("errors-0.5"), 1, hurt(200)), []);
    assert.match(whatIsWrong(named("errors-0.5"), 0, hurt(0)).join(), /reached its target/);
    assert.match(whatIsWrong(named("errors-0.5"), 2, hurt(0)).join(), /could not go on/);
  });

  it("hurts whoever gets an error, or of a slow version whoever gets an answer", () => {
    const good = { at: 0, user: 1, status: 200, version: "v3", ms: 3 };
    assert.deepEqual([harmOf(named("errors-5"))(good), harmOf(named("slow-2s"))(good)], [false, true]);
  });

  it("is a row of the table", () => {
    const { rows } = badCells([
      {
        ...{ name: "errors-5", startedAt: "2026-11-26T10:00:00.000Z", exitCode: 1, why: "goes back", share: 5, damage },
        ...{ failedByOld: 0, wrong: [] },
      },
    ]);
    assert.deepEqual(rows, [["errors-5", "12.3 s", "5 %", "21", "19", "3.1 s", "4", "3", "1"]]);
  });
});

describe("what a shift told", () => {
  it("says how long each step was held, and when the last proxy had it", () => {
    const about = { formatVersion: 1, id: "a", service: "reviews", rule: "default", steps: 2 } as const;
    const split = { v2: 50, v3: 50 };
    const evidence = { verdict: "not worse", why: "", pairs: [] } as const;
    const events: ShiftEvent[] = [
      {
        ...{ ...about, event: "step", at: "2026-11-26T10:00:00.000Z", step: 1, percent: 50 },
        ...{ update: 7, from: { v2: 100 }, to: split, diff: "", proxies: { arrived: 7, callers: 7, lastMs: 250 } },
      },
      { ...about, event: "verdict", at: "2026-11-26T10:00:05.500Z", step: 1, decision: "goes on", why: "", evidence },
    ];
    assert.deepEqual(stepsOf({ events }), [{ percent: 50, lastProxy: 0.25, held: 5.5 }]);
  });
});

describe("the processes of a shift", () => {
  it("are all that descend from the first one, each before those that it started", () => {
    const parents = new Map([
      [10, 1],
      [11, 10],
      [12, 11],
      [13, 10],
      [20, 1],
    ]);
    assert.deepEqual(familyOf(10, parents), [10, 11, 12, 13]);
  });
});

describe("a Deployment whose program was changed", () => {
  const status = { observedGeneration: 2, replicas: 1, updatedReplicas: 1, availableReplicas: 1 };
  const deployment = (now: object) => ({
    metadata: { generation: 2 },
    spec: { replicas: 1, selector: {}, template: {} },
    status: { ...status, ...now },
  });

  it("has it once no pod of another template is left", () => {
    assert.equal(isReplaced(deployment({})), true);
    for (const now of [
      { observedGeneration: 1 },
      { replicas: 2 },
      { updatedReplicas: 0 },
      { availableReplicas: 0 },
      { terminatingReplicas: 1 },
    ]) {
      assert.equal(isReplaced(deployment(now)), false, JSON.stringify(now));
    }
  });
});
