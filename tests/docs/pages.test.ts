import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { withConfigTable } from "../../docs/config-table";
import { MIN_GO } from "../../sandbox/toolchain/versions";

const root = join(__dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");

describe("README", () => {
  it("has the table of config keys as the code has them (npm run docs writes it)", () => {
    // The formatter pads the columns of a table.
    const unpadded = (text: string) => text.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");
    assert.equal(unpadded(readme), unpadded(withConfigTable(readme)));
  });

  it("links to files that exist", () => {
    const targets = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, target]) => target ?? "");
    assert.ok(targets.length > 3);
    for (const target of targets) assert.ok(existsSync(join(root, target)), `README links to ${target}`);
  });

  it("names the Go that the sandbox asks for", () => assert.ok(readme.includes(`Go ${MIN_GO.join(".")}`)));

  it("names only npm scripts that exist", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: object };
    const named = [...readme.matchAll(/npm (?:run )?([a-z:]+)/g)].map(([, script]) => script ?? "");
    const npmOwn = ["run", "ci"];
    for (const script of named) assert.ok(script in scripts || npmOwn.includes(script), `README names ${script}`);
  });
});
