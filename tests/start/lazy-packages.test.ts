import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { runInProgramNode } from "./program-node";
import { LOADER } from "../node-with-loader";

/** What a script prints that runs once the program is loaded, not run, in a process of its own. */
function afterLoading(script: string): string {
  const load = `require(${JSON.stringify(join(__dirname, "../../index.ts"))});`;
  return execFileSync(process.execPath, [...LOADER, "--eval", load + script], {
    encoding: "utf8",
    stdio: "pipe",
  });
}

describe("packages that the program does not use", () => {
  it("are not waited for", () => {
    const output = afterLoading(`
      const { isProxy } = require("node:util").types;
      const loaded = Object.values(require.cache).filter((module) => !isProxy(module.exports));
      console.log(JSON.stringify(loaded.map((module) => module.filename)));
    `);
    const files = JSON.parse(output) as string[];
    const packages = new Set(files.flatMap((file) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []));

    assert.ok(packages.has("@pulumi/kubernetes"));
    // The last two serve Pulumi to turn functions into cloud code.
    const unused = ["@pulumi/aws", "@pulumi/eks", "@kubernetes/client-node", "ajv", "typescript", "@npmcli/arborist"];
    assert.deepEqual(
      unused.filter((name) => packages.has(name)),
      [],
    );
  });

  it("are put off by the loader too, before Pulumi asks for them", async () => {
    const { stdout, stderr } = await runInProgramNode(`
      require("@pulumi/pulumi");
      const program = require("./index.ts");
      const isPutOff = (name) => require("util").types.isProxy(require.cache[require.resolve(name)]?.exports);
      console.log(typeof program, isPutOff("typescript"), isPutOff("@npmcli/arborist"));
    `);
    assert.equal(stdout, "function true true", stderr);
  });

  it("do their work when Pulumi needs them after all", () => {
    const output = afterLoading(`
      const { runtime } = require("@pulumi/pulumi");
      runtime.serializeFunction(() => "answer of the function").then(({ text }) => console.log(text));
    `);
    assert.match(output, /answer of the function/);
  });
});
