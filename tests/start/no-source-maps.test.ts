import assert from "node:assert/strict";
import { execa } from "execa";
import { resolve } from "node:path";
import { runInProgramNode } from "./program-node";

/** Runs what Pulumi runs the program with, without a program, and says whether source maps are in use by then. */
const PULUMI_ALONE = `
  const isInUse = () => Object.keys(require.cache).some((file) => file.endsWith("/source-map-support.js"));
  process.on("exit", () => console.log(isInUse() ? "in use" : "left out"));
  require("@pulumi/pulumi/cmd/run");
`;

describe("Pulumi's source maps", () => {
  it("are left out of the program's stack traces", async () => {
    const { stdout, stderr } = await runInProgramNode(PULUMI_ALONE);
    assert.match(stderr, /usage: RUN/);
    assert.equal(stdout, "left out");
  });

  it("would be in use without the start, so that this is still needed", async () => {
    const { stdout } = await execa(process.execPath, ["--eval", PULUMI_ALONE], {
      cwd: resolve(__dirname, "../.."),
      reject: false,
    });
    assert.equal(stdout, "in use");
  });
});
