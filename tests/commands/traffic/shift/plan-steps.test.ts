import assert from "node:assert/strict";
import fc from "fast-check";
import { parseSteps, planSteps, targetSplit } from "../../../../commands/traffic/shift/plan-steps";
import { UserError } from "../../../../commands/terminal/user-error";
import { spread } from "../../../../mesh/traffic/spread";
import { sumOf, type Split } from "../../../../mesh/traffic/split";

const VERSIONS = ["v1", "v2", "v3", "v4"];

const split: fc.Arbitrary<Split> = fc
  .array(fc.nat(100), { minLength: 4, maxLength: 4 })
  .map((parts) => spread(Object.fromEntries(VERSIONS.map((version, index) => [version, parts[index] ?? 0])), 100));

const percents = fc
  .uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: 8 })
  .map((some) => [...some.sort((a, b) => a - b), 100]);

const FROM = { v1: 10, v2: 30, v3: 60 };

describe("steps of a shift", () => {
  it("are percent of the way from the split before to the target", () => {
    assert.deepEqual(planSteps(FROM, { v1: 0, v2: 0, v3: 100 }, [10, 50, 100]), [
      { percent: 10, split: { v1: 9, v2: 27, v3: 64 } },
      { percent: 50, split: { v1: 5, v2: 15, v3: 80 } },
      { percent: 100, split: { v1: 0, v2: 0, v3: 100 } },
    ]);
  });

  it("are left out where they change nothing", () => {
    const steps = planSteps({ v1: 99, v2: 1 }, { v1: 97, v2: 3 }, [5, 10, 50, 60, 100]);
    assert.deepEqual(steps, [
      { percent: 50, split: { v1: 98, v2: 2 } },
      { percent: 100, split: { v1: 97, v2: 3 } },
    ]);
    assert.deepEqual(planSteps(FROM, FROM, [50, 100]), []);
  });

  it("add up to 100, stay within a percent of the way, and end with the target, for any two splits", () => {
    fc.assert(
      fc.property(split, split, percents, (from, to, asked) => {
        const steps = planSteps(from, to, asked);
        let before = from;
        for (const step of steps) {
          assert.equal(sumOf(Object.entries(step.split)), 100);
          assert.notDeepEqual(step.split, before);
          before = step.split;
          for (const version of VERSIONS) {
            const [one, other] = [from[version] ?? 0, to[version] ?? 0];
            const exact = one + ((other - one) * step.percent) / 100;
            assert.ok(Math.abs((step.split[version] ?? 0) - exact) < 1, `${version} at ${step.percent} %`);
          }
        }
        assert.deepEqual(before, to);
      }),
    );
  });

  it("are read as people write them", () => {
    assert.deepEqual(parseSteps("5, 10%,100"), [5, 10, 100]);
  });

  for (const [wrong, right] of [
    ["5,10,25", "5,10,25,100"],
    ["50,5,100", "5,50,100"],
    ["5,5,100", "5,100"],
    ["0,100", "5,10,25,50,100"],
    ["5,x,100", "5,100"],
    ["10,120", "10,100"],
    ["", "5,10,25,50,100"],
    ["2.5,100", "5,10,25,50,100"],
  ] as const) {
    it(`refuse ${JSON.stringify(wrong)} and say ${right}`, () => {
      assert.throws(
        () => parseSteps(wrong),
        (error: unknown) => error instanceof UserError && error.message.endsWith(`--steps ${right}`),
      );
    });
  }
});

describe("the target of a shift", () => {
  it("leaves what is not named to the others, as they share it now", () => {
    assert.deepEqual(targetSplit(FROM, { v3: 100 }, "reviews"), { v1: 0, v2: 0, v3: 100 });
    assert.deepEqual(targetSplit(FROM, { v3: 80 }, "reviews"), { v1: 5, v2: 15, v3: 80 });
    assert.deepEqual(targetSplit({ v2: 100 }, { v3: 25 }, "reviews"), { v2: 75, v3: 25 });
  });

  it("adds up to 100 for any weights that can", () => {
    fc.assert(
      fc.property(split, fc.constantFrom(...VERSIONS), fc.nat(100), (from, version, weight) => {
        fc.pre((from[version] ?? 0) < 100);
        assert.equal(sumOf(Object.entries(targetSplit(from, { [version]: weight }, "reviews"))), 100);
      }),
    );
  });

  it("is refused where it can't be a whole", () => {
    assert.throws(() => targetSplit(FROM, { v1: 60, v3: 50 }, "reviews"), /adds up to 110/);
    assert.throws(() => targetSplit({ v2: 100 }, { v2: 40 }, "reviews"), /no other version of reviews/);
  });
});
