import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FOLDER, policyPages } from "../policies/pages";

const folder = join(__dirname, "../..", FOLDER);

describe("the policies' pages", () => {
  it("are what the policies and their examples say (else: npm run docs)", async () => {
    const written = Object.fromEntries(
      readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), "utf8")]),
    );
    assert.deepEqual(written, await policyPages());
  }).timeout(120_000);
});
