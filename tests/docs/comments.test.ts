import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");

const FOLDERS = ["commands", "components", "config", "docs", "mesh", "policies", "sandbox", "start", "tests"];

/** Wider ones are hard to read, and to compare side by side. */
const WIDEST = 120;

describe("comments", () => {
  it(`are at most ${WIDEST} columns wide, but for what has no blank to break it at`, () => {
    const wide = FOLDERS.flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
    )
      .filter((file) => /\.[cm]?[jt]s$/.test(file) && !file.includes("node_modules"))
      .flatMap((file) =>
        readFileSync(join(root, file), "utf8")
          .split("\n")
          .flatMap((line, index) => (isWideComment(line) ? [`${file}:${index + 1}`] : [])),
      );
    assert.deepEqual(wide, []);
  });
});

function isWideComment(line: string): boolean {
  const [, text = ""] = /^\s*(?:\/\/|\/?\*+) (.*)$/.exec(line) ?? [];
  return line.length > WIDEST && text.includes(" ");
}
