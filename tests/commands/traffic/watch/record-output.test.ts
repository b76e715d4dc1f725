import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RecordOutput } from "../../../../commands/traffic/watch/record-output";
import { UserError } from "../../../../commands/terminal/user-error";
import { shiftAt } from "./samples";

describe("a report that is asked for", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "record-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it("is written in the end, of all that was seen", async () => {
    const file = join(folder, "a.html");
    const record = new RecordOutput(file);
    await record.requireWritable();
    record.show(shiftAt(0));
    record.show(shiftAt(1));
    await record.close();
    assert.match(readFileSync(file, "utf8"), /"at":1795694401,/);
  });

  it("is none where none was asked for, or nothing was seen", async () => {
    const record = new RecordOutput();
    await record.requireWritable();
    await record.close();
    await new RecordOutput(join(folder, "b.html")).close();
    await assert.rejects(record.write(), { message: "There is nothing to report yet." });
  });

  it("is refused before anything is watched where there is no such folder", async () => {
    const file = join(folder, "none", "a.html");
    await assert.rejects(new RecordOutput(file).requireWritable(), (error: unknown) => {
      assert.ok(error instanceof UserError);
      assert.match(
        error.message,
        /^--report .*a\.html: nothing can be written to the folder .*none: ENOENT.*Name another file\.$/,
      );
      return true;
    });
  });

  it("says which file can't be written", async () => {
    writeFileSync(join(folder, "plain"), "");
    const record = new RecordOutput();
    record.show(shiftAt(0));
    const file = join(folder, "plain", "a.html");
    await assert.rejects(record.write(file), {
      message: new RegExp(`^The report can't be written to ${file}: ENOTDIR`),
    });
  });
});
