import assert from "node:assert/strict";
import { duration, size, withClock } from "../../../sandbox/toolchain/report";

describe("what is told of a long step", () => {
  it("has durations in seconds, then in minutes", () => {
    assert.equal(duration(0), "0 s");
    assert.equal(duration(59_999), "59 s");
    assert.equal(duration(60_000), "1 min 00 s");
    assert.equal(duration(776_500), "12 min 56 s");
  });

  it("has sizes in MiB, then in GiB", () => {
    assert.equal(size(0), "0 MiB");
    assert.equal(size(860 * 2 ** 20), "860 MiB");
    assert.equal(size(1.5 * 2 ** 30), "1.5 GiB");
  });

  it("comes at once, and hands on what the work gives", async () => {
    const lines: string[] = [];
    const result = await withClock(
      (line) => lines.push(line),
      () => "building: 0 of 3",
      () => Promise.resolve("built"),
    );
    assert.equal(result, "built");
    assert.deepEqual(lines, ["building: 0 of 3 (0 s)"]);
  });
});
