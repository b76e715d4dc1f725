import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { identity } from "./previous-release/identity";
import { recordWhole, STACKS } from "./previous-release/stacks";
import { startTestCluster, type TestCluster } from "./stack";
import { takenOver } from "./urns";

describe("a stack made by the previous release", () => {
  let cluster: TestCluster;

  before(async () => {
    cluster = await startTestCluster();
  });
  after(() => cluster.remove());

  for (const stack of STACKS) {
    it(`is updated without a replacement: ${stack}`, async () => {
      const file = readFileSync(join(__dirname, "previous-release", `${stack}.json`), "utf8");
      const state = JSON.parse(file) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
      const taken = takenOver(await recordWhole(stack, cluster), Object.keys(state));
      assert.deepEqual(
        Object.keys(state).filter((urn) => !taken.has(urn)),
        [],
        "these would be deleted, and made anew under another name",
      );
      const now = Object.fromEntries([...taken].map(([urn, one]) => [urn, identity(one)]));
      assert.deepEqual(now, state);
    });
  }
});
