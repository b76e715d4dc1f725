import assert from "node:assert/strict";
import { secondsToSettle } from "../../../commands/traffic/settle";

const UPDATED = new Date("2026-01-01T12:00:00Z");
const after = (seconds: number) => new Date(UPDATED.getTime() + seconds * 1000);

describe("settling", () => {
  it("waits for what is left since the last update", () => {
    assert.equal(secondsToSettle(UPDATED, 3, after(1)), 2);
  });

  it("does not wait when the update is long over", () => {
    assert.equal(secondsToSettle(UPDATED, 3, after(3600)), 0);
  });

  it("waits the whole time when nobody knows when the update was", () => {
    assert.equal(secondsToSettle(undefined, 3, after(0)), 3);
  });

  it("never waits longer than it was told to, whatever the clocks say", () => {
    assert.equal(secondsToSettle(UPDATED, 3, after(-3600)), 3);
  });
});
