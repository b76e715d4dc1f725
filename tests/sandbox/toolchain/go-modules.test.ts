import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repoDir } from "../../../commands/stack/sandbox/paths";
import { buildFlags, GO_MODULES, KUBERNETES_PROVIDER } from "../../../sandbox/toolchain/go-modules";
import { MIN_GO } from "../../../sandbox/toolchain/versions";

function goMod(name: string): string {
  return readFileSync(join(repoDir, "sandbox", "toolchain", "go", name, "go.mod"), "utf8");
}

/** Names of the programs that go.mod's tool lines give: the last element of their paths, but for a major version. */
function toolNames(content: string): readonly string[] {
  const block = /^tool \(\n([^)]*)\)/m.exec(content)?.[1] ?? /^tool (\S+)$/m.exec(content)?.[1] ?? "";
  return block
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map(
      (path) =>
        path
          .replace(/\/v\d+$/, "")
          .split("/")
          .at(-1) ?? "",
    );
}

for (const module of [...GO_MODULES, KUBERNETES_PROVIDER]) {
  describe(`Go module ${module.name}`, () => {
    const content = goMod(module.name);

    it("pins the versions that its programs call themselves", () => {
      for (const [path, version] of Object.entries(module.pins)) {
        assert.ok(
          content.includes(`\t${path} ${version}`) || content.includes(` ${path} ${version}`),
          `${path} ${version}`,
        );
      }
    });

    it("asks for the Go that the sandbox does", () => {
      assert.equal(/^go (\d+\.\d+)\./m.exec(content)?.[1], MIN_GO.join("."));
    });

    it("gives the programs that are expected of it", () => {
      const own = module.packages.filter((name) => name.startsWith("./")).map((name) => name.slice("./".length));
      assert.deepEqual([...toolNames(content), ...own].sort(), [...module.programs].sort());
    });

    it("stamps each version with a flag of its own", () => {
      const ldflags = buildFlags(module).find((flag) => flag.startsWith("-ldflags=")) ?? "";
      for (const [variable, value] of Object.entries(module.stamps)) {
        assert.ok(ldflags.includes(` -X ${variable}=${value}`), variable);
      }
    });
  });
}
