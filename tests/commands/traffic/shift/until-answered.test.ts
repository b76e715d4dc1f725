import assert from "node:assert/strict";
import { NoAnswer } from "../../../../commands/stack/bounded-kubeconfig";
import { UserError } from "../../../../commands/terminal/user-error";
import { untilAnswered } from "../../../../commands/traffic/shift/until-answered";

/** Fails so often, and then answers; counts how often it was asked. */
function failing(times: number, error: Error) {
  let asked = 0;
  return () => (++asked > times ? Promise.resolve(asked) : Promise.reject(error));
}

const silence = new NoAnswer("connection refused");

describe("what a shift asks of a cluster", () => {
  it("is asked again while the cluster does not answer, and not where it refuses", async () => {
    assert.equal(await untilAnswered(failing(3, silence), { mostMs: 60_000, againMs: 1 }), 4);
    const refused = new UserError("The cluster refuses: forbidden (403)");
    await assert.rejects(untilAnswered(failing(1, refused), { mostMs: 60_000, againMs: 1 }), refused);
  });

  it("is asked three times at least, though the machine slept for longer than it waits", async () => {
    assert.equal(await untilAnswered(failing(2, silence), { mostMs: -1, againMs: 1 }), 3);
    await assert.rejects(untilAnswered(failing(3, silence), { mostMs: -1, againMs: 1 }), silence);
  });
});
