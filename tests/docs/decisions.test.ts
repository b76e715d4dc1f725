import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(__dirname, "../../docs/decisions");
const FILES = readdirSync(FOLDER).toSorted();

describe("the decisions", () => {
  for (const file of FILES) {
    it(`says its number, its status and since when: ${file}`, () => {
      const [title = "", , status = ""] = readFileSync(join(FOLDER, file), "utf8").split("\n");
      assert.match(title, new RegExp(`^# ${Number(file.slice(0, 4))}\\. .+`));
      assert.match(status, /^(Accepted|Superseded by \[\d+\]\(\d{4}-[\w-]+\.md\)), \d{4}-\d{2}-\d{2}\.$/);
    });
  }

  it("have a number each, without a gap", () => {
    assert.deepEqual(
      FILES.map((file) => Number(file.slice(0, 4))),
      FILES.map((_, index) => index + 1),
    );
  });
});
