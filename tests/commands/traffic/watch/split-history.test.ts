import assert from "node:assert/strict";
import fc from "fast-check";
import { noteSplit, replacedBy } from "../../../../commands/traffic/watch/split-history";

const weights = fc.dictionary(fc.constantFrom("v1", "v2", "v3"), fc.nat(100));

describe("which version another one replaces", () => {
  it("is the one that lost most by the last change, for those that gained", () => {
    const moved = { weights: { v1: 10, v2: 60, v3: 30 }, previous: { v1: 20, v2: 80, v3: 0 } };
    assert.equal(replacedBy("v3", moved), "v2");
  });

  it("is the one with the most weight where nothing changed, or the version gained nothing", () => {
    assert.equal(replacedBy("v1", { weights: { v1: 10, v2: 30, v3: 60 } }), "v3");
    assert.equal(replacedBy("v1", { weights: { v1: 10, v2: 60, v3: 30 }, previous: { v1: 20, v2: 80 } }), "v2");
  });

  it("is none for the version that has the most", () => {
    assert.equal(replacedBy("v3", { weights: { v1: 10, v2: 30, v3: 60 } }), undefined);
    assert.equal(replacedBy("v1", { weights: { v1: 100 } }), undefined);
  });

  it("is never the version itself, and one that has or had weight", () => {
    fc.assert(
      fc.property(weights, weights, fc.constantFrom("v1", "v2", "v3"), (now, before, version) => {
        const found = replacedBy(version, noteSplit(noteSplit(undefined, before, 0), now, 1));
        if (found === undefined) return;
        assert.notEqual(found, version);
        assert.ok((now[found] ?? 0) + (before[found] ?? 0) > 0);
      }),
    );
  });

  it("takes note of a change once, and of none where only weights of nothing are left out", () => {
    const first = noteSplit(undefined, { v1: 100, v2: 0 }, 1);
    assert.deepEqual(first, { weights: { v1: 100, v2: 0 } });
    assert.equal(noteSplit(first, { v1: 100 }, 2), first);
    const moved = noteSplit(first, { v1: 90, v2: 10 }, 3);
    assert.deepEqual(moved, { weights: { v1: 90, v2: 10 }, previous: { v1: 100, v2: 0 }, changedAt: 3 });
    assert.equal(noteSplit(moved, { v1: 90, v2: 10 }, 4), moved);
  });
});
