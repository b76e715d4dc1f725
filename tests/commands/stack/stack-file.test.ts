import assert from "node:assert/strict";
import {
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withCopy } from "../../../commands/stack/stack-file";
import { UserError } from "../../../commands/terminal/user-error";

describe("a copy of a stack's config", () => {
  const folder = mkdtempSync(join(tmpdir(), "stack-file-"));
  const file = { name: "Pulumi.test.yaml", path: join(folder, "Pulumi.test.yaml") };
  const text = () => readFileSync(file.path, "utf8");
  beforeEach(() => writeFileSync(file.path, "config: before\n"));
  after(() => rmSync(folder, { recursive: true }));

  const change = (takeOver: boolean, meanwhile = () => {}) =>
    withCopy(file, async (copy) => {
      writeFileSync(copy, "config: after\n");
      meanwhile();
      return Promise.resolve({ takeOver, result: text() });
    });

  it("is taken over at the end alone, and only where that is said", async () => {
    assert.equal(await change(false), "config: before\n");
    assert.equal(text(), "config: before\n");
    assert.equal(await change(true), "config: before\n");
    assert.equal(text(), "config: after\n");
    assert.deepEqual(readdirSync(folder), [file.name]);
  });

  it("is left where something fails", async () => {
    const failed = withCopy(file, () => Promise.reject(new Error("no")));
    await assert.rejects(failed, /no/);
    assert.equal(text(), "config: before\n");
  });

  it("does not take the place of what somebody else wrote meanwhile", async () => {
    await assert.rejects(
      change(true, () => writeFileSync(file.path, "config: theirs\n")),
      (error) => error instanceof UserError && /changed by somebody else meanwhile/.test(error.message),
    );
    assert.equal(text(), "config: theirs\n");
  });

  it("keeps the file's mode, and a link to it", async () => {
    const real = join(folder, "real.yaml");
    writeFileSync(real, "config: before\n", { mode: 0o640 });
    rmSync(file.path);
    symlinkSync(real, file.path);
    await change(true);
    assert.ok(lstatSync(file.path).isSymbolicLink());
    assert.deepEqual([readFileSync(real, "utf8"), statSync(real).mode & 0o777], ["config: after\n", 0o640]);
  });
});
