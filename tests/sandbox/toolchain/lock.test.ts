import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "../../../sandbox/toolchain/lock";

const silent = () => {};

describe("the lock", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "lock-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** Whether somebody who would share the lock, with no wish to wait, is let in. */
  function isFree(file: string): boolean {
    return spawnSync("flock", ["--nonblock", "--shared", file, "true"]).status === 0;
  }

  it("keeps others out while the work goes on, and no longer", async () => {
    const file = join(folder, "one");
    assert.equal(await withLock(file, silent, () => Promise.resolve(isFree(file))), false);
    assert.equal(isFree(file), true);
  });

  it("lets those who wait in, one after the other", async () => {
    const file = join(folder, "several");
    const order: number[] = [];
    const enter = (name: number): Promise<void> =>
      withLock(file, silent, () => {
        order.push(name);
        return Promise.resolve();
      });
    await Promise.all([1, 2, 3].map(enter));
    assert.deepEqual(order.sort(), [1, 2, 3]);
  });

  it("is free again after a failure, which it passes on", async () => {
    const file = join(folder, "failing");
    await assert.rejects(
      withLock(file, silent, () => Promise.reject(new Error("broken"))),
      /broken/,
    );
    assert.equal(await withLock(file, silent, () => Promise.resolve("in")), "in");
  });
});
