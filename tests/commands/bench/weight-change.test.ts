import assert from "node:assert/strict";
import { type Contender } from "../../../commands/bench/contenders";
import { renderWeights } from "../../../commands/bench/render";
import { type Contenders, measureRounds, orderIn, weightReport } from "../../../commands/bench/weight-change";
import { type Machine, type Timing, type Variant, VARIANTS } from "../../../commands/bench/weight-report";
import { type WeightChange } from "../../../mesh/traffic/weight-setting";
import { type Split } from "../../../mesh/traffic/split";

const CHANGE: WeightChange = {
  service: "reviews",
  rule: "roundrobin-user",
  from: { v1: 10, v2: 90 },
  to: { v1: 11, v2: 89 },
  key: "bookinfo-mesh:traffic.reviews.rules[0].weights",
};

const MACHINE: Machine = {
  processor: "Test",
  cores: 2,
  memoryGiB: 8,
  system: "Linux 6.1",
  node: "v22.0.0",
  pulumi: "v3.259.0",
  loadAverage: 0.3,
};

/** Contenders that note what they set, and take a time that tells them and their calls apart. */
function fakes(): { contenders: Contenders; calls: (readonly [Variant, Split])[] } {
  const calls: (readonly [Variant, Split])[] = [];
  const fake = (variant: Variant): Contender => ({
    what: variant,
    set: (weights) => {
      calls.push([variant, weights]);
      return Promise.resolve({ configure: 0, apply: calls.length });
    },
    close: () => Promise.resolve(),
  });
  const contenders = {
    program: fake("program"),
    defaultHost: fake("defaultHost"),
    emptyProgram: fake("emptyProgram"),
    floor: fake("floor"),
    kubectl: fake("kubectl"),
  };
  return { contenders, calls };
}

describe("rounds of a benchmark", () => {
  it("run every way once a round, and none first every time", () => {
    for (const round of [0, 1, 2, 3, 4]) assert.deepEqual(orderIn(round).toSorted(), [...VARIANTS].sort());
    assert.equal(new Set([0, 1, 2, 3, 4].map((round) => orderIn(round)[0])).size, 5);
  });

  it("do not count the first", async () => {
    const { contenders, calls } = fakes();
    const timings = await measureRounds(
      contenders,
      CHANGE,
      2,
      () => {},
      () => true,
    );
    assert.equal(calls.length, 15);
    for (const variant of VARIANTS) assert.equal(timings[variant].length, 2);
    assert.ok(Math.min(...timings.program.map(({ apply }) => apply)) > 5);
  });

  it("change something every time, though two ways have the stack in common", async () => {
    const { contenders, calls } = fakes();
    await measureRounds(
      contenders,
      CHANGE,
      5,
      () => {},
      () => true,
    );
    const stacks = {
      stack: ["program", "defaultHost"],
      empty: ["emptyProgram"],
      floor: ["floor"],
      kubectl: ["kubectl"],
    };
    for (const [name, sharers] of Object.entries(stacks)) {
      let now = CHANGE.from;
      for (const [, weights] of calls.filter(([variant]) => sharers.includes(variant))) {
        assert.notDeepEqual(weights, now, name);
        now = weights;
      }
    }
  });

  it("count whole rounds only when told to stop", async () => {
    const { contenders, calls } = fakes();
    const timings = await measureRounds(
      contenders,
      CHANGE,
      5,
      () => {},
      () => calls.length < 14,
    );
    assert.equal(calls.length, 14);
    for (const variant of VARIANTS) assert.equal(timings[variant].length, 1);
  });
});

describe("report of a benchmark", () => {
  const timings = (...seconds: number[]): Timing[] => seconds.map((apply) => ({ configure: 0.5, apply }));
  const report = (program: number[], defaultHost: number[], emptyProgram: number[]) =>
    weightReport(
      {
        program: timings(...program),
        defaultHost: timings(...defaultHost),
        emptyProgram: timings(...emptyProgram),
        floor: timings(1, 1, 1),
        kubectl: timings(0, 0, 0),
      },
      fakes().contenders,
      CHANGE,
      MACHINE,
      new Date("2026-01-01T00:00:00Z"),
    );

  it("meets the targets", () => {
    const { targets, ratios, series } = report([2.5, 2.4, 2.6], [7.5, 7.4, 9], [2, 2, 2]);
    assert.deepEqual(series.program.total, { median: 3, min: 2.9, lowerQuartile: 2.95, upperQuartile: 3.05, max: 3.1 });
    assert.equal(series.program.apply.median, 2.5);
    assert.equal(ratios.defaultHost.ofMedians, 3 / 8);
    assert.deepEqual(
      targets.map(({ value, met }) => [value, met]),
      [
        [3 / 8, true],
        [3.1 / 2.5, true],
      ],
    );
  });

  it("misses the targets, and says so", () => {
    const missed = report([4.5, 4.5, 4.5], [9.5, 9.5, 9.5], [2.5, 2.5, 2.5]);
    assert.deepEqual(
      missed.targets.map(({ met }) => met),
      [false, false],
    );
    const text = renderWeights(missed);
    assert.match(text, /^MISSED: under 0\.5 of Pulumi's default TypeScript host \(0\.50\)$/m);
    assert.match(
      text,
      /^MISSED: at most 1\.3 times an empty program, at the upper end of the 95 % interval \(1\.67\)$/m,
    );
  });

  it("shows each way with its median, spread and ratio", () => {
    const row = renderWeights(report([2.5, 2.4, 2.6], [7.5, 7.4, 9], [2, 2, 2]))
      .split("\n")
      .find((line) => line.includes("defaultHost"));
    assert.deepEqual(
      row?.split("│").map((cell) => cell.trim()),
      ["", "defaultHost", "8.00 s", "7.95 to 8.75 s", "7.90 to 9.50 s", "7.50 s", "0.38 (0.33 to 0.38)", ""],
    );
  });
});
