import assert from "node:assert/strict";
import { NoAnswer } from "../../../../commands/stack/bounded-kubeconfig";
import { UserError } from "../../../../commands/terminal/user-error";
import { untilAnswered } from "../../../../commands/traffic/shift/until-answered";

/** Fails so often, and then answers; counts how often it was asked. */
function failing(times: number, error: Error) {
  let asked = 0;
  return () => (++asked > times ? Promise.resolve(asked) : Promise.reject(error));
}

describe("what a shift asks of a cluster", () => {
  it("is asked again while the cluster does not answer, and not where it refuses", async () => {
    assert.equal(await untilAnswered(failing(3, new NoAnswer("connection refused")), 1), 4);
    const refused = new UserError("The cluster refuses: forbidden (403)");
    await assert.rejects(untilAnswered(failing(1, refused), 1), refused);
  });
});
