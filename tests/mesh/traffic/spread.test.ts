import assert from "node:assert/strict";
import fc from "fast-check";
import { spread } from "../../../mesh/traffic/spread";
import { sumOf } from "../../../mesh/traffic/split";

describe("weights that are spread", () => {
  it("keep their proportion", () => {
    assert.deepEqual(spread({ v2: 30, v3: 60 }, 100), { v2: 33, v3: 67 });
    assert.deepEqual(spread({ v1: 50, v2: 50 }, 30), { v1: 15, v2: 15 });
  });

  it("give what rounding leaves to those that lost most by it, of equals to the first", () => {
    assert.deepEqual(spread({ v1: 1, v2: 1, v3: 1 }, 100), { v1: 34, v2: 33, v3: 33 });
    assert.deepEqual(spread({ v1: 10, v2: 29, v3: 58 }, 100), { v1: 10, v2: 30, v3: 60 });
  });

  it("count as equal where all are 0", () => {
    assert.deepEqual(spread({ v1: 0, v2: 0 }, 100), { v1: 50, v2: 50 });
  });

  it("add up to the total, each within 1 of its exact share, and none with 0 gets any (any weights)", () => {
    const weights = fc.dictionary(fc.constantFrom("v1", "v2", "v3", "v4", "v5"), fc.nat(100), { minKeys: 1 });
    fc.assert(
      fc.property(weights, fc.nat(100), (given, total) => {
        const result = spread(given, total);
        const sum = sumOf(Object.entries(given));
        assert.equal(sumOf(Object.entries(result)), total);
        if (sum === 0) return;
        for (const [version, weight] of Object.entries(given)) {
          assert.ok(Math.abs((result[version] ?? 0) - (weight * total) / sum) < 1);
          if (weight === 0) assert.equal(result[version], 0);
        }
      }),
    );
  });
});
