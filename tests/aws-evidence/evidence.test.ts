import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ASSERTIONS } from "./assertions";
import { DEFECTS } from "./defects";
import { evidencePage } from "./page";

const root = join(__dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

/** The titles of the tests in a file. */
function titlesIn(file: string): string[] {
  return [...read(file).matchAll(/^\s*it\(\s*"((?:[^"\\]|\\.)*)"/gm)].map(([, title = ""]) => title);
}

describe("what backs the tests for AWS", () => {
  it("is said of each of them, and of no other", () => {
    for (const file of new Set(ASSERTIONS.map((one) => one.file))) {
      const said = ASSERTIONS.filter((one) => one.file === file).map(({ title }) => title);
      assert.deepEqual(said.toSorted(), titlesIn(file).toSorted(), file);
    }
  });

  it("is written as it is (else: npm run docs)", () => {
    // The formatter pads the columns of a table.
    const unpadded = (text: string) => text.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");
    assert.equal(unpadded(read("docs/aws-evidence.md")), unpadded(evidencePage()));
  });
});

describe("the fifteen things that were wrong with the stack on EKS", () => {
  for (const { what, file, test } of DEFECTS) {
    it(`have a test each: ${what}`, () => assert.ok(titlesIn(file).includes(test), `${file} has no test "${test}"`));
  }

  it("are fifteen", () => assert.equal(DEFECTS.length, 15));

  it("name the aws CLI, and which version of it", () => {
    assert.match(read("docs/iam/README.md"), /aws CLI\][^\n]*, 2\.7 or later/);
  });
});
