import assert from "node:assert/strict";
import { runInProgramNode, withFile } from "./program-node";

describe("the cache of compiled files", () => {
  it("gives a file back to the next start in its compiled form", async () => {
    await withFile("compiled.ts", "export const weight: number = 10;\n", async (file) => {
      const start = async () => {
        const { stderr } = await runInProgramNode(`require(${JSON.stringify(file)})`, {
          NODE_DEBUG_NATIVE: "COMPILE_CACHE",
        });
        return stderr.split("\n").filter((line) => line.includes(`cache for ${file} was`));
      };
      const [first, second] = [await start(), await start()];
      assert.match(first.join(), /was not initialized/);
      assert.match(second.join(), /was accepted/);
    });
  });
});
