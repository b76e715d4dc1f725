import assert from "node:assert/strict";
import { npmRun, npmShow } from "./command";
import { machineState } from "./machine";
import { machineBefore } from "./start.test";

describe("npm stop", function () {
  this.timeout(15 * 60_000);

  it("leaves the machine as it was", async () => {
    await npmShow("stop");
    assert.deepEqual(await machineState(), machineBefore());
  });

  it("does nothing when there is nothing, and says so by success", async () => {
    assert.equal((await npmRun("stop")).exitCode, 0);
  });

  it("leaves commands that say how to start again", async () => {
    const { exitCode, stderr } = await npmRun("kubectl", "get", "pods");
    assert.notEqual(exitCode, 0);
    assert.match(stderr, /npm start/);
  });
});
