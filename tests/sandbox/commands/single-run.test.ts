import assert from "node:assert/strict";
import { join } from "node:path";
import { UserError } from "../../../commands/terminal/user-error";
import { claimSandbox, isClaimed } from "../../../sandbox/commands/single-run";

describe("the right to start or stop the sandbox", () => {
  // A name of this test's own: a sandbox may be on its way up on this machine.
  const name = `\0bookinfo-mesh-test-${process.pid}`;

  it("is one process's, and anybody can see that it is", async () => {
    assert.equal(await isClaimed(name), false);
    await claimSandbox("npm start", name);
    assert.equal(await isClaimed(name), true);
    await assert.rejects(claimSandbox("npm stop", name), (error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /Another .* is at work.*run `npm stop` again/);
      return true;
    });
  });

  it("is not said to be another's when it cannot be had at all", async () => {
    const refused = claimSandbox("npm start", join("/nowhere", "at", "all"));
    await assert.rejects(refused, (error) => !(error instanceof UserError) && /EACCES|ENOENT/.test(String(error)));
  });
});
