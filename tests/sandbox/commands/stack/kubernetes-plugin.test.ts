import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { version } from "@pulumi/kubernetes/package.json";
import { repoDir } from "../../../../commands/stack/sandbox/paths";
import { findOfficialPlugin, provideKubernetesPlugin } from "../../../../sandbox/commands/stack/kubernetes-plugin";

const PROGRAM = "pulumi-resource-kubernetes";

describe("the sandbox's Kubernetes plugin", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plugins-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Puts a plugin into a Pulumi home; returns its folder. */
  const install = (home: string, name: string, file = PROGRAM): string => {
    const plugin = join(folder, home, "plugins", name);
    mkdirSync(plugin, { recursive: true });
    writeFileSync(join(plugin, file), name, { mode: 0o755 });
    return plugin;
  };
  const at = (home: string): string => join(folder, home);
  const inSandbox = `resource-kubernetes-v${version}`;

  describe("looked for as the official one", () => {
    it("is missing on a machine without", () =>
      assert.equal(findOfficialPlugin(`${folder}:/nowhere`, [folder, "/nowhere"]), undefined));

    it("is found on PATH, where it can be executed", () => {
      const file = join(folder, PROGRAM);
      writeFileSync(file, "");
      assert.equal(findOfficialPlugin(folder, []), undefined);
      chmodSync(file, 0o755);
      assert.deepEqual(findOfficialPlugin(folder, []), { kind: "on path", file });
    });

    it("is found in the first Pulumi home that has one, the newest of version 4", () => {
      install("other", "resource-kubernetes-v4.50.0");
      install("user", "resource-kubernetes-v4.9.0");
      const newest = install("user", "resource-kubernetes-v4.31.0");
      for (const name of ["resource-kubernetes-v3.30.0", "resource-kubernetes-v4.40.0.lock", "resource-aws-v7.1.0"]) {
        install("user", name);
      }
      const homes = ["none", "user", "other"].map(at);
      assert.deepEqual(findOfficialPlugin("", homes), { kind: "installed", folder: newest });
    });

    it("is neither a folder without a program, nor a broken download, nor the stand-in", () => {
      install("user", "resource-kubernetes-v4.40.0", "README.md");
      writeFileSync(`${install("user", "resource-kubernetes-v4.41.0")}.partial`, "");
      writeFileSync(join(install("user", "resource-kubernetes-v4.42.0"), "stand-in.cjs"), "");
      assert.equal(findOfficialPlugin("", [at("user")]), undefined);
      const whole = install("user", "resource-kubernetes-v4.9.0");
      assert.deepEqual(findOfficialPlugin("", [at("user")]), { kind: "installed", folder: whole });
    });
  });

  describe("provided to the sandbox", () => {
    const provide = () => provideKubernetesPlugin(at("sandbox's"), { PATH: "", PULUMI_HOME: at("user") });
    const program = () => join(at("sandbox's"), "plugins", inSandbox, PROGRAM);

    it("is the official one of the user's Pulumi home, wherever that is, in the stand-in's place", async () => {
      assert.equal(await provide(), "stand-in plugin");
      const official = install("user", "resource-kubernetes-v4.31.0");
      assert.equal(await provide(), `official plugin ${official}`);
      assert.equal(readFileSync(program(), "utf8"), "resource-kubernetes-v4.31.0");
      rmSync(official, { recursive: true });
      assert.equal(await provide(), "stand-in plugin");
      assert.ok(existsSync(official) === false && existsSync(program()));
    });

    it("is the official one that was installed in the sandbox's own home, and stays", async () => {
      const own = install("sandbox's", inSandbox);
      install("user", "resource-kubernetes-v4.99.0");
      for (const again of [false, true]) {
        assert.equal(await provide(), `official plugin ${own}`, again ? "the second time" : "the first time");
        assert.equal(readFileSync(program(), "utf8"), inSandbox);
      }
    });

    it("is, as the stand-in, independent of the clone that put it there", async () => {
      await provide();
      assert.ok(!readFileSync(program(), "utf8").includes(repoDir));
    });

    it("is else the stand-in, which runs whatever its folder is called", async () => {
      assert.equal(await provide(), "stand-in plugin");
      const plugin = spawn(program(), ["127.0.0.1:1"], { stdio: ["ignore", "pipe", "inherit"] });
      try {
        const lines = createInterface({ input: plugin.stdout })[Symbol.asyncIterator]();
        assert.match(String((await lines.next()).value), /^\d+$/);
      } finally {
        plugin.kill();
      }
    });
  });
});
