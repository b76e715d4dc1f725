import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

function packagesOf(file: string): string[] {
  const { dependencies = {}, devDependencies = {} } = JSON.parse(readFileSync(join(root, file), "utf8")) as Manifest;
  return [...Object.keys(dependencies), ...Object.keys(devDependencies)];
}

/** The names in the first column of the table below a heading. */
function namesUnder(heading: string): string[] {
  const page = readFileSync(join(root, "docs/libraries.md"), "utf8");
  const section = page.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
  const cells = [...section.matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = ""]) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name));
}

const installed = [...packagesOf("package.json"), ...packagesOf("policies/package.json")];

describe("docs/libraries.md", () => {
  it("says of each library what it is for", () => {
    assert.deepEqual(namesUnder("Taken").toSorted(), installed.toSorted());
  });

  it("has refused none that is there", () => {
    const refused = namesUnder("Refused");
    assert.ok(refused.length > 10);
    assert.deepEqual(
      refused.filter((name) => installed.includes(name)),
      [],
    );
  });
});
