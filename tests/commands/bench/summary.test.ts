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
    assert.deepEqual(ratioOf([1, 2, 6], [2, 2, 3]), { ofMedians: 1, min: 0.5, max: 2, interval: [0.5, 2] });
  });

  it("says where their median lies by the sign test: of 30 rounds, between the 10th and the 21st", () => {
    const rounds = Array.from({ length: 30 }, (_, index) => index + 1);
    const ones = rounds.map(() => 1);
    assert.deepEqual(ratioOf(rounds, ones).interval, [10, 21]);
    assert.deepEqual(ratioOf(rounds.slice(0, 7), ones).interval, [1, 7]);
  });

  it("is an interval that holds the true median 95 times in 100", () => {
    let seed = 1;
    const random = (): number => (seed = (seed * 48271) % 2147483647) / 2147483647;
    const held = Array.from({ length: 2000 }, () => {
      // A lopsided spread, as times have, whose median is 1.
      const rounds = Array.from({ length: 30 }, () => (random() < 0.5 ? 1 - random() / 10 : 1 + random() * 5));
      const [lower, upper] = ratioOf(
        rounds,
        rounds.map(() => 1),
      ).interval;
      return lower <= 1 && 1 <= upper;
    }).filter(Boolean).length;
    assert.ok(held / 2000 > 0.945 && held / 2000 < 0.97, String(held / 2000));
  });
});
