import assert from "node:assert/strict";
import fc from "fast-check";
import { ratioOf, summarise } from "../../../commands/bench/summary";

const measurements = fc.array(fc.double({ min: 0.001, max: 1000, noNaN: true }), { minLength: 1, maxLength: 30 });

describe("summary of measurements", () => {
  it("gives median, quartiles and ends", () => {
    assert.deepEqual(summarise([5, 1, 4, 2, 3]), { median: 3, min: 1, lowerQuartile: 2, upperQuartile: 4, max: 5 });
  });

  it("lies between two measurements where none is in the middle", () => {
    assert.deepEqual(summarise([1, 2]), { median: 1.5, min: 1, lowerQuartile: 1.25, upperQuartile: 1.75, max: 2 });
  });

  it("is in order, and the same in whatever order things were measured (any measurements)", () => {
    fc.assert(
      fc.property(measurements, (values) => {
        const { min, lowerQuartile, median, upperQuartile, max } = summarise(values);
        assert.ok(min <= lowerQuartile && lowerQuartile <= median && median <= upperQuartile && upperQuartile <= max);
        assert.deepEqual(summarise(values.toReversed()), summarise(values));
      }),
    );
  });

  it("does not make up a summary of nothing", () => {
    assert.throws(() => summarise([]), /nothing to summarise/);
  });
});

describe("ratio of two series", () => {
  it("holds the medians against each other, and each round's pair", () => {
    assert.deepEqual(ratioOf([1, 2, 6], [2, 2, 3]), { ofMedians: 1, min: 0.5, max: 2 });
  });
});
