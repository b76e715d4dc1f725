import assert from "node:assert/strict";
import {
  memoryOf,
  parseSmapsRollup,
  parseStat,
  processorSeconds,
  processorSecondsBetween,
} from "../../../commands/bench/processes";

describe("processes", () => {
  it("reads memory from smaps_rollup", () => {
    const text =
      "5581d0-7ffd2 ---p 00000000 00:00 0    [rollup]\nRss:    2048 kB\nPss:    1024 kB\nPss_Dirty:    12 kB\n";
    assert.deepEqual(parseSmapsRollup(text), { resident: 2 * 2 ** 20, proportional: 2 ** 20 });
  });

  it("reads processor time from stat, whatever the program's name is", () => {
    const times = "100 50 30 20";
    const text = `42 (a) b (c) S 1 42 42 0 -1 4194560 1 2 3 4 ${times} 20 0 1 0 12345 1000 10`;
    assert.equal(parseStat(text), 2);
  });

  it("knows this process", () => {
    assert.ok((processorSeconds([process.pid]).get(process.pid) ?? 0) > 0);
    const [memory] = memoryOf([process.pid]).values();
    assert.ok(memory && memory.proportional > 0 && memory.resident >= memory.proportional);
  });

  it("passes over processes that have ended", () => {
    assert.equal(processorSeconds([2 ** 30]).size, 0);
    assert.equal(memoryOf([2 ** 30]).size, 0);
  });

  it("adds up what was used in between, by new processes too", () => {
    const before = new Map([
      [1, 10],
      [2, 5],
    ]);
    const after = new Map([
      [1, 11],
      [3, 0.5],
    ]);
    assert.equal(processorSecondsBetween(before, after), 1.5);
  });
});
