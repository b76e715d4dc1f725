import assert from "node:assert/strict";
import { type WatchOutput } from "../../../../commands/traffic/watch/outputs";
import { watchUntilEnd } from "../../../../commands/traffic/watch/run-watch";
import { shiftAt } from "./samples";

/** Something to watch, and an output, that note what is done with them. */
function parts(more: Partial<WatchOutput> = {}) {
  const noted: string[] = [];
  const watched = {
    snapshot: () => shiftAt(noted.length),
    close: () => {
      noted.push("watched closed");
      return Promise.resolve();
    },
  };
  const output: WatchOutput = {
    show: () => void noted.push("shown"),
    close: () => void noted.push("output closed"),
    ...more,
  };
  return { noted, watched, output };
}

describe("watching until it ends", () => {
  it("shows a snapshot at once, and closes all when an output is left", async () => {
    const { noted, watched, output } = parts({ left: Promise.resolve() });
    await watchUntilEnd(watched, [output]);
    assert.deepEqual(noted.toSorted(), ["output closed", "shown", "watched closed"]);
  });

  it("ends when its time is over, and on a signal", async () => {
    const timed = parts();
    await watchUntilEnd(timed.watched, [timed.output], 0.01);
    assert.deepEqual(timed.noted.filter((one) => one === "shown").length, 1);

    const before = process.listenerCount("SIGTERM");
    const told = parts({ show: () => void process.emit("SIGTERM") });
    await watchUntilEnd(told.watched, [told.output]);
    assert.equal(told.noted.length, 2);
    assert.equal(process.listenerCount("SIGTERM"), before);
  });

  it("closes all whatever one of them meets, and says what it was", async () => {
    const failing = parts({ close: () => Promise.reject(new Error("disk full")), left: Promise.resolve() });
    const other = parts();
    await assert.rejects(watchUntilEnd(failing.watched, [failing.output, other.output]), { message: "disk full" });
    assert.deepEqual(failing.noted, ["shown", "watched closed"]);
    assert.deepEqual(other.noted, ["shown", "output closed"]);

    const broken = parts({ show: () => assert.fail("cannot draw") });
    await assert.rejects(watchUntilEnd(broken.watched, [broken.output]), { message: "cannot draw" });
    assert.deepEqual(broken.noted.toSorted(), ["output closed", "watched closed"]);
  });
});
