import assert from "node:assert/strict";
import { UserError } from "../../../commands/terminal/user-error";
import { takeWait } from "../../../sandbox/commands/wait-option";

describe("the option --wait", () => {
  it("is taken out of what Pulumi gets, wherever it stands", () => {
    for (const args of [
      ["--wait", "up", "--yes"],
      ["up", "--yes", "--wait"],
      ["up", "--wait", "--yes"],
    ]) {
      assert.deepEqual(takeWait(args), { wait: true, args: ["up", "--yes"] });
    }
    assert.deepEqual(takeWait(["update", "--wait", "-s", "sandbox"]), {
      wait: true,
      args: ["update", "-s", "sandbox"],
    });
  });

  it("leaves all other arguments as they are, and what follows -- among them", () => {
    for (const args of [["up", "--yes"], ["stack"], [], ["up", "--", "--wait"], ["up", "--wait=1"]]) {
      assert.deepEqual(takeWait(args), { wait: false, args });
    }
    assert.deepEqual(takeWait(["up", "--wait", "--", "--wait"]), { wait: true, args: ["up", "--", "--wait"] });
  });

  it("is refused with another command than up, and with another stack, with the command that is right", () => {
    const refused = (pattern: RegExp) => (error: unknown) => error instanceof UserError && pattern.test(error.message);
    assert.throws(() => takeWait(["preview", "--wait"]), refused(/npm run pulumi -- up --wait$/));
    for (const stack of [["--stack", "dev"], ["--stack=dev"], ["-s", "dev"], ["-s=dev"]]) {
      assert.throws(
        () => takeWait(["up", "--wait", ...stack]),
        refused(/not of dev[^]*npm run traffic -- wait --stack dev$/),
      );
    }
    assert.ok(takeWait(["up", "--wait", "--stack", "organization/bookinfo-mesh/sandbox"]).wait);
  });
});
