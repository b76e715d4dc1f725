import { credentials } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import { type AnalyzerInfo } from "@pulumi/pulumi/proto/analyzer_pb";
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createRequire, isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { POLICIES } from "../../policies/catalogue";
import { exportPack } from "../../policies/export";

const folder = resolve(__dirname, "../../policies");
const nodeModules = resolve(__dirname, "../../node_modules");
/** `google.protobuf.Empty` of the library that Pulumi's stubs are made with. */
const { Empty } = createRequire(require.resolve("@pulumi/pulumi/package.json"))(
  "google-protobuf/google/protobuf/empty_pb.js",
) as { Empty: new () => object };

const started: ChildProcess[] = [];

/** Starts a pack as the engine does and asks it, by the engine's protocol, what it is. */
async function infoOf(command: string, args: readonly string[], cwd: string): Promise<AnalyzerInfo.AsObject> {
  const server = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  started.push(server);
  const port = await new Promise<string>((found, failed) => {
    let said = "";
    server.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
    server.stdout.once("data", (chunk: Buffer) => found(chunk.toString().trim()));
    server.once("exit", (code) => failed(new Error(`the pack ended with ${code}: ${said}`)));
  });
  const client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
  try {
    return await new Promise((answered, failed) => {
      client.getAnalyzerInfo(new Empty() as never, (error: Error | null, info: AnalyzerInfo) => {
        if (error) failed(error);
        else answered(info.toObject());
      });
    });
  } finally {
    client.close();
  }
}

function assertIsWhole({ name, version, supportsconfig, policiesList }: AnalyzerInfo.AsObject): void {
  const { version: expected } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  assert.equal(name, "bookinfo-mesh");
  assert.equal(version, expected);
  assert.ok(supportsconfig);
  assert.deepEqual(
    policiesList.slice(0, POLICIES.length).map((policy) => policy.name),
    POLICIES.map((policy) => policy.name),
  );
  assert.equal(policiesList.length, POLICIES.length + 2);
}

describe("the pack, started by an engine", () => {
  const exported = mkdtempSync(join(tmpdir(), "policy-pack-"));
  after(() => {
    for (const server of started) server.kill();
    rmSync(exported, { recursive: true, force: true });
  });

  // tests/start/language-host.test.ts has it started as today's host does.
  it("serves all its policies from its folder, as Pulumi's Node host of 2023 starts it", async () => {
    const host = join(nodeModules, "@pulumi", "pulumi", "cmd", "run-policy-pack");
    assertIsWhole(await infoOf(process.execPath, [host, "127.0.0.1:1", "."], folder));
  });

  it("serves them as an executable", async () => {
    assertIsWhole(await infoOf(join(folder, "serve"), ["127.0.0.1:1"], tmpdir()));
  });

  it("says what to do where it is a copy without the rest of the project, or without esbuild", () => {
    const copy = mkdtempSync(join(tmpdir(), "policy-pack-copy-"));
    const said = () => {
      const { status, stderr } = spawnSync(process.execPath, ["index.js"], {
        cwd: join(copy, "policies"),
        encoding: "utf8",
      });
      assert.equal(status, 1);
      assert.doesNotMatch(stderr, /\n +at /);
      assert.match(
        stderr,
        /\nTo have a pack that needs @pulumi\/policy alone: {2}npm run export -w policies -- FOLDER/,
      );
      return stderr.split("\n")[0] ?? "";
    };
    cpSync(folder, join(copy, "policies"), { recursive: true });
    assert.match(said(), /^The policy pack in .* can't be bundled from its sources: ENOENT.*mesh'/);

    cpSync(join(folder, "..", "mesh"), join(copy, "mesh"), { recursive: true });
    assert.match(said(), /^The policy pack in .* can't be bundled from its sources: Cannot find module 'esbuild'$/);
    rmSync(copy, { recursive: true });
  });

  it("serves them from a folder that it was exported to, without this project", async () => {
    exportPack(exported);
    symlinkSync(nodeModules, join(exported, "node_modules"));
    const { dependencies } = JSON.parse(readFileSync(join(exported, "package.json"), "utf8")) as {
      dependencies: object;
    };
    assert.deepEqual(Object.keys(dependencies), ["@pulumi/policy"]);
    const required = readFileSync(join(exported, "index.js"), "utf8").matchAll(/\brequire\("([^"]+)"\)/g);
    const packages = [...required].map(([, module = ""]) => module).filter((module) => !isBuiltin(module));
    assert.deepEqual(new Set(packages), new Set(["@pulumi/policy"]));
    assertIsWhole(await infoOf(join(exported, "serve"), ["127.0.0.1:1"], tmpdir()));
  });
});
