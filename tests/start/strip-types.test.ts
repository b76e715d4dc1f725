import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { runInProgramNode, withFile } from "./program-node";

describe("TypeScript without its types", () => {
  it("keeps every line of a file where it is", async () => {
    const source = [
      'import { type Stats } from "node:fs";',
      "interface Options {",
      "  readonly stats?: Stats;",
      "}",
      "export function fail(options: Options): never {",
      "  throw new Error(`line 6 of ${typeof options}`);",
      "}",
      "fail({});",
      // Else the outcome of an earlier run would be taken.
      `// ${randomUUID()}`,
    ].join("\n");
    await withFile("thrower.ts", source, async (file) => {
      const { stderr } = await runInProgramNode(`require(${JSON.stringify(file)})`);
      assert.match(stderr, /thrower\.ts:6\n[^]*Error: line 6 of object\n\s+at fail \(.*thrower\.ts:6:9\)/);
    });
  });

  it("tells where a file that is not TypeScript breaks off", async () => {
    await withFile("broken.ts", "export const weights: Record<string, number> = {\n", async (file) => {
      const { stderr, exitCode } = await runInProgramNode(`require(${JSON.stringify(file)})`);
      assert.notEqual(exitCode, 0);
      assert.match(stderr, /broken\.ts/);
    });
  });

  it("is made once, and anew when the file has changed", async () => {
    const loading = (file: string) =>
      runInProgramNode(`
        const { value } = require(${JSON.stringify(file)});
        const isMade = Object.keys(require.cache).some((name) => name.includes("sucrase"));
        console.log(value, isMade ? "made" : "kept");
      `);
    const [before, after] = [randomUUID(), randomUUID()];
    await withFile("kept.ts", `export const value: string = "${before}";`, async (file) => {
      assert.equal((await loading(file)).stdout, `${before} made`);
      assert.equal((await loading(file)).stdout, `${before} kept`);
    });
    await withFile("kept.ts", `export const value: string = "${after}";`, async (file) => {
      assert.equal((await loading(file)).stdout, `${after} made`);
    });
  });
});
