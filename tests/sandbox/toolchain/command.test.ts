import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../../sandbox/toolchain/command";

describe("a command", () => {
  let folder = "";
  let log = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "command-"));
    log = join(folder, "test.log");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const shell = (script: string) => ({
    program: "sh",
    args: ["-c", script],
    purpose: "trying",
    remedy: "try again",
    log,
  });

  it("gives back its standard output, and keeps all that it prints in its log", async () => {
    assert.equal(await run(shell("echo to log >&2; echo result")), "result");
    const lines = readFileSync(log, "utf8").trimEnd().split("\n");
    assert.equal(lines[0], "$ sh -c echo to log >&2; echo result");
    assert.deepEqual(lines.slice(1).sort(), ["result", "to log"]);
  });

  it("shows every line while it runs", async () => {
    const lines: string[] = [];
    await run({ ...shell("echo one; echo two >&2"), onLine: (line) => lines.push(line) });
    assert.deepEqual(lines.sort(), ["one", "two"]);
  });

  it("that fails says what failed, how it ended, what it said last, where the rest is and what to do", async () => {
    const failing = run({ ...shell("seq 20 >&2; exit 3"), onLine: () => {} });
    await assert.rejects(failing, (error: Error) => {
      assert.deepEqual(error.message.split("\n"), [
        "failed: trying (sh ended with 3)",
        ...Array.from({ length: 12 }, (_, index) => `  ${index + 9}`),
        `  the whole output:  ${log}`,
        "  to fix:  try again",
      ]);
      return true;
    });
  });

  it("that is not there says so", async () => {
    await assert.rejects(
      run({ ...shell(""), program: "no-such-program" }),
      /^Error: failed: trying \(no-such-program is not installed\)/,
    );
  });

  it("that was killed says so", async () => {
    await assert.rejects(run(shell("kill -9 $$")), /sh was ended by SIGKILL/);
  });

  it("sees neither input nor variables that are taken out", async () => {
    const script = 'cat; echo "home: ${HOME-none}, own: $OWN"';
    assert.equal(await run({ ...shell(script), env: { HOME: undefined, OWN: "1" } }), "home: none, own: 1");
  });
});
