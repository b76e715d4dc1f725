import assert from "node:assert/strict";
import { hidesTraffic, historyMoves } from "../../../../commands/traffic/moves/history-moves";
import { moveMessage, whoMade } from "../../../../commands/traffic/moves/who";
import { type Update } from "../../../../commands/stack/update";

function update(number: number, traffic: unknown, rest: Partial<Update> = {}): Update {
  return {
    number,
    kind: "update",
    startTime: new Date("2026-01-01T00:00:00Z"),
    message: "",
    environment: {},
    config: { "bookinfo-mesh:traffic": { value: JSON.stringify(traffic), secret: false } },
    succeeded: true,
    ...rest,
  };
}

const rule = (weights: object, name = "beta") => ({ name, match: {}, weights });

const moved = (updates: readonly Update[]) =>
  historyMoves(updates)
    .filter(({ splits }) => splits.length > 0)
    .map(({ update: { number }, splits }) => [number, splits]);

describe("moves in a stack's history", () => {
  it("are the splits that differ from those of the update before", () => {
    const split = (v1: number) => ({ reviews: { rules: [rule({ v1, v2: 100 - v1 })], default: { v2: 100 } } });
    assert.deepEqual(moved([update(1, split(10)), update(2, split(10)), update(3, split(30))]), [
      [3, [{ service: "reviews", rule: "beta", from: { v1: 10, v2: 90 }, to: { v1: 30, v2: 70 } }]],
    ]);
  });

  it("are found in both forms of the default, and a version with 0 is the same as one that is not named", () => {
    const updates = [
      update(1, { reviews: { default: { v2: 100 } } }),
      update(2, { reviews: { default: { weights: { v1: 0, v2: 100 }, timeout: "2s" } } }),
      update(3, { reviews: { default: { weights: { v1: 5, v2: 95 } } } }),
    ];
    assert.deepEqual(moved(updates), [
      [3, [{ service: "reviews", rule: "default", from: { v1: 0, v2: 100 }, to: { v1: 5, v2: 95 } }]],
    ]);
  });

  it("know a rule by its name, wherever it stands, and take no new rule for a move", () => {
    const updates = [
      update(1, { reviews: { rules: [rule({ v1: 100 })], default: { v2: 100 } } }),
      update(2, { reviews: { rules: [rule({ v3: 100 }, "new"), rule({ v1: 100 })], default: { v2: 100 } } }),
    ];
    assert.deepEqual(moved(updates), []);
  });

  it("are held against the last update that succeeded", () => {
    const split = (v1: number) => ({ reviews: { default: { v1, v2: 100 - v1 } } });
    const updates = [update(1, split(0)), update(2, split(50), { succeeded: false }), update(3, split(20))];
    assert.deepEqual(
      moved(updates).map(([number, splits]) => [number, (splits as readonly { from: object }[])[0]?.from]),
      [
        [2, { v1: 0, v2: 100 }],
        [3, { v1: 0, v2: 100 }],
      ],
    );
  });

  it("are none of a refresh, and none between what was destroyed and what was made anew", () => {
    const split = (v1: number) => ({ reviews: { default: { v1, v2: 100 - v1 } } });
    const updates = [
      update(1, split(0)),
      update(2, split(9), { kind: "refresh" }),
      update(3, split(0), { kind: "destroy" }),
      update(4, split(20)),
    ];
    assert.deepEqual(moved(updates), []);
  });

  it("are hidden where something of them is encrypted", () => {
    const secret = update(1, {}, { config: { "bookinfo-mesh:traffic": { secret: true } } });
    assert.deepEqual(moved([secret, secret]), []);
    assert.equal(hidesTraffic([update(1, {}), secret]), true);
    assert.equal(hidesTraffic([update(1, {})]), false);
  });
});

describe("who made an update", () => {
  const split = { service: "reviews", rule: "beta", from: { v1: 10 }, to: { v1: 20 } };

  it("is named by a move's message", () => {
    const message = moveMessage("set", [split], "ada");
    assert.equal(message, "traffic set: reviews, beta: v1 10 -> 20 - by ada");
    assert.equal(whoMade(message, { "git.author": "Grace" }), "ada");
  });

  it("is else the author of the commit, where that is known", () => {
    assert.equal(whoMade("fix: traffic - by night", { "git.author": "Grace" }), "commit of Grace");
    assert.equal(whoMade("first", {}), "not known");
  });
});
