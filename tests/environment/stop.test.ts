import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { execa } from "execa";
import { leftoverProcesses } from "../../commands/stack/sandbox/leftover-processes";
import { lockHolders } from "../../commands/stack/sandbox/lock";
import { readProc, statField } from "../../commands/stack/sandbox/proc";
import { npmRun, npmShow, repo } from "./command";
import { eventually } from "./eventually";
import { machineState, rememberedMachine } from "./machine";

/** How many Kubernetes providers an engine has started. */
function pluginsOf(engine: number | undefined): number {
  const pids = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return pids.filter((pid) => {
    const stat = readProc(pid, "stat");
    return stat?.includes("(pulumi-resource") && Number(statField(stat, 4)) === engine;
  }).length;
}

describe("npm stop", function () {
  this.timeout(15 * 60_000);

  it("leaves the machine as it was, even after an update that died", async () => {
    const update = execa("npm", ["run", "--silent", "pulumi", "--", "refresh", "--yes", "--skip-preview"], {
      ...{ cwd: repo, stdin: "ignore", reject: false },
    });
    const provider = () => assert.ok(pluginsOf(lockHolders().alive[0]) > 0, "the update's provider does not run");
    await eventually(provider, { mostMs: 30_000, everyMs: 20 });
    for (const engine of lockHolders().alive) process.kill(engine, "SIGKILL");
    await update;
    assert.notEqual(leftoverProcesses().length, 0);

    await npmShow("stop");
    assert.deepEqual(leftoverProcesses(), []);
    assert.deepEqual(await machineState(), rememberedMachine());
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
