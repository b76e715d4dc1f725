import assert from "node:assert/strict";
import fc from "fast-check";
import { Draw } from "../../../commands/bench/calibration/draw";
import { answersNeeded, NOTICED } from "../../../commands/traffic/sample-size";
import { binomialTest, fitRejects, fitTest } from "../../../commands/traffic/statistics";

const ALPHA = 0.001;
const RUNS = 10_000;

/** How many of {@link RUNS} checks of a rule with these shares raise an alarm where answers come with the others. */
function alarms(configured: readonly number[], actual: readonly number[], answers: number): number {
  const draw = new Draw(1);
  const known = new Map<string, boolean>();
  let raised = 0;
  for (let run = 0; run < RUNS; run++) {
    const counts = multinomial(answers, actual, draw);
    const key = counts.join();
    const alarm = known.get(key) ?? isAlarm(counts, configured);
    known.set(key, alarm);
    if (alarm) raised++;
  }
  return raised;
}

function isAlarm(counts: readonly number[], configured: readonly number[]): boolean {
  return fitTest(counts.map((count, index) => ({ count, share: (configured[index] ?? 0) / 100 }))).pValue < ALPHA;
}

function multinomial(total: number, weights: readonly number[], draw: Draw): number[] {
  let [left, weight] = [total, 100];
  return weights.map((one) => {
    const count = weight <= 0 ? left : binomial(left, Math.min(1, one / weight), draw);
    left -= count;
    weight -= one;
    return count;
  });
}

function binomial(trials: number, probability: number, draw: Draw): number {
  let sum = 0;
  for (let left = trials; left > 0; left -= 200) sum += draw.binomial(Math.min(200, left), probability);
  return sum;
}

/** The configured weights, and those with which 5 points are elsewhere and the least shows. */
const SPLITS: readonly (readonly [configured: readonly number[], actual: readonly number[]])[] = [
  [
    [50, 50],
    [55, 45],
  ],
  [
    [90, 10],
    [85, 15],
  ],
  [
    [98, 2],
    [93, 7],
  ],
  [
    [99, 1],
    [94, 6],
  ],
  [
    [10, 30, 60],
    [11.25, 33.75, 55],
  ],
  [
    [10, 30, 60],
    [8.75, 26.25, 65],
  ],
];

describe("the number of requests of a check", () => {
  for (const [configured, actual] of SPLITS) {
    it(`of ${configured.join("/")} notices ${actual.join("/")} in 99 of 100 checks, with a false alarm in 1000`, () => {
      const weights = Object.fromEntries(configured.map((weight, index) => [`v${index}`, weight]));
      const answers = answersNeeded(weights, ALPHA);
      const falseAlarms = alarms(configured, configured, answers);
      // So many more than alpha come about by chance once in 1000 runs of this test.
      assert.ok(
        falseAlarms <= ALPHA * RUNS || binomialTest(falseAlarms, RUNS, ALPHA) > 0.001,
        `${falseAlarms} of ${RUNS} with ${answers} answers`,
      );
      const noticed = alarms(configured, actual, answers);
      assert.ok(noticed >= NOTICED.power * RUNS, `${noticed} of ${RUNS} with ${answers} answers`);
    });
  }

  it("is no larger than it has to be where two versions share alike", () => {
    const answers = answersNeeded({ v1: 50, v2: 50 }, ALPHA);
    // (3.2905 + 2.3263)^2 * 0.25 / 0.05^2, by the normal quantiles at 0.9995 and 0.99, is 3155.
    assert.ok(answers >= 3120 && answers <= 3180, String(answers));
    assert.ok(alarms([50, 50], [55, 45], Math.round(answers * 0.8)) < NOTICED.power * RUNS);
  });

  it("shows a version of weight 0 that gets a twentieth", () => {
    const answers = answersNeeded({ v1: 100, v2: 0 }, ALPHA);
    assert.ok(0.95 ** answers < 1 - NOTICED.power);
  });

  it("comes to an end for any split", () => {
    const split = fc
      .array(fc.integer({ min: 1, max: 98 }), { minLength: 1, maxLength: 4 })
      .filter((weights) => weights.reduce((sum, weight) => sum + weight, 0) < 100)
      .map((weights) => [...weights, 100 - weights.reduce((sum, weight) => sum + weight, 0)]);
    fc.assert(
      fc.property(split, (weights) => {
        const answers = answersNeeded(Object.fromEntries(weights.map((weight, index) => [`v${index}`, weight])), ALPHA);
        assert.ok(answers >= 90 && answers <= 10_000 && answers % 10 === 0, String(answers));
      }),
      { numRuns: 25 },
    );
  });

  it("asks of one version's count what the check's test asks", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 99 }),
        fc.integer({ min: 20, max: 600 }),
        fc.nat(600),
        (weight, total, drawn) => {
          const count = Math.min(drawn, total);
          const share = weight / 100;
          const { pValue } = fitTest([
            { count, share },
            { count: total - count, share: 1 - share },
          ]);
          // Right at alpha the last digits decide.
          if (Math.abs(pValue - 0.01) < 1e-9) return;
          assert.equal(fitRejects([share, 1 - share], total, 0.01)(count, share), pValue < 0.01);
        },
      ),
    );
  });
});
