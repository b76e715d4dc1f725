import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { copyProgram, stackFile, writeEmptyProgram } from "../../../commands/bench/program-folders";
import { repoDir } from "../../../commands/stack/sandbox/paths";

describe("programs of a benchmark", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bench-test-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const project = (path: string) => parse(readFileSync(join(path, "Pulumi.yaml"), "utf8")) as { runtime: unknown };

  it("are the program as it is", () => {
    const copy = join(folder, "program");
    copyProgram(copy, "own");
    assert.deepEqual(project(copy), project(repoDir));
    assert.equal(readFileSync(join(copy, stackFile), "utf8"), readFileSync(join(repoDir, stackFile), "utf8"));
    assert.ok(existsSync(join(copy, "node_modules", "@pulumi", "kubernetes")));
  });

  it("are the program without its runtime options", () => {
    const copy = join(folder, "default-host");
    copyProgram(copy, "defaultHost");
    assert.deepEqual(project(copy).runtime, { name: "nodejs" });
    assert.equal(readFileSync(join(copy, "index.ts"), "utf8"), readFileSync(join(repoDir, "index.ts"), "utf8"));
  });

  it("are the program that Pulumi makes new ones from", () => {
    writeEmptyProgram(folder, "template");
    assert.equal(project(folder).runtime, "nodejs");
    assert.match(readFileSync(join(folder, "index.js"), "utf8"), /require\("@pulumi\/pulumi"\)/);
    assert.deepEqual(readdirSync(join(folder, "node_modules", "@pulumi")), ["pulumi"]);
  });

  it("are a program of nothing at all", () => {
    writeEmptyProgram(folder, "floor");
    assert.deepEqual(project(folder).runtime, { name: "nodejs", options: { typescript: false } });
    assert.equal(readFileSync(join(folder, "index.js"), "utf8"), "");
    assert.deepEqual(readdirSync(join(folder, "node_modules", "@pulumi")), ["pulumi"]);
  });
});
