import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withConfigTable } from "../../docs/config-table";

const page = readFileSync(join(__dirname, "../../docs/configuration.md"), "utf8");

describe("docs/configuration.md", () => {
  it("has the table of config keys as the code has them (npm run docs writes it)", () => {
    // The formatter pads the columns of a table.
    const unpadded = (text: string) => text.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---");
    assert.equal(unpadded(page), unpadded(withConfigTable(page)));
  });
});
