import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { asProgramSeesIt, stackConfig } from "../components/stack";

const root = resolve(__dirname, "../..");

/** Runs JavaScript in a Node that is started as Pulumi starts the program's. */
function run(script: string) {
  return execa(process.execPath, ["--require", "./start/program-loader.cjs", "--eval", script], {
    cwd: root,
    reject: false,
  });
}

describe("program loader", () => {
  it("loads the program, and puts off what only serves to turn functions into cloud code", async () => {
    const { stdout, stderr } = await run(`
      require("@pulumi/pulumi");
      const program = require("./index.ts");
      const isPutOff = (name) => require("util").types.isProxy(require.cache[require.resolve(name)]?.exports);
      console.log(typeof program, isPutOff("typescript"), isPutOff("@npmcli/arborist"));
    `);
    assert.equal(stdout, "function true true", stderr);
  });

  it("runs the program on EKS, whose files are loaded only once it is known that they are needed", async () => {
    const { stdout, stderr } = await run(`
      const pulumi = require("@pulumi/pulumi");
      const zones = ["ap-northeast-1a", "ap-northeast-1c"];
      const made = [];
      const mocks = {
        newResource: ({ type, name, inputs }) => {
          made.push(type);
          return { id: name, state: type === "eks:index:Cluster" ? { eksCluster: { name } } : inputs };
        },
        call: ({ token }) => (token.includes("Zones") ? { names: zones, region: "ap-northeast-1" } : { partition: "aws" }),
      };
      (async () => {
        await pulumi.runtime.setMocks(mocks, "bookinfo-mesh", "dev", true);
        pulumi.runtime.setAllConfig(${JSON.stringify(asProgramSeesIt(stackConfig("dev")))}, []);
        await require("./index.ts")();
        await pulumi.runtime.disconnect();
        console.log(made.join(" "));
      })();
    `);
    assert.match(stdout, /eks:index:Cluster .*aws:eks\/nodeGroup:NodeGroup .*kubernetes:apps\/v1:Deployment/, stderr);
  });

  it("keeps every line of a file where it is", async () => {
    const folder = mkdtempSync(join(tmpdir(), "program-loader-"));
    const file = join(folder, "thrower.ts");
    writeFileSync(
      file,
      [
        'import { type Stats } from "node:fs";',
        "interface Options {",
        "  readonly stats?: Stats;",
        "}",
        "export function fail(options: Options): never {",
        "  throw new Error(`line 6 of ${typeof options}`);",
        "}",
        "fail({});",
      ].join("\n"),
    );
    const { stderr } = await run(`require(${JSON.stringify(file)})`);
    rmSync(folder, { recursive: true });
    assert.match(stderr, /thrower\.ts:6\n[^]*Error: line 6 of object\n\s+at fail \(.*thrower\.ts:6:9\)/);
  });

  it("tells where a file that is not TypeScript breaks off", async () => {
    const folder = mkdtempSync(join(tmpdir(), "program-loader-"));
    const file = join(folder, "broken.ts");
    writeFileSync(file, "export const weights: Record<string, number> = {\n");
    const { stderr, exitCode } = await run(`require(${JSON.stringify(file)})`);
    rmSync(folder, { recursive: true });
    assert.notEqual(exitCode, 0);
    assert.match(stderr, /broken\.ts/);
  });
});
