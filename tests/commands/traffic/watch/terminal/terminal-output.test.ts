import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { PLAIN } from "../../../../../commands/traffic/watch/terminal/paint";
import { TerminalOutput } from "../../../../../commands/traffic/watch/terminal/terminal-output";
import { shiftAt } from "../samples";

const [ENTER, LEAVE, SHOW] = ["\u001b[?1049h", "\u001b[?1049l", "\u001b[?25h"];

/** A terminal that notes what it is told. */
function fakeTerminal(writeReport = () => Promise.resolve("report.html")) {
  const input = Object.assign(new PassThrough(), {
    isTTY: true as const,
    raw: false,
    setRawMode: (raw: boolean) => (input.raw = raw),
  });
  const output = Object.assign(new PassThrough(), { columns: 100, rows: 30 });
  let written = "";
  output.on("data", (part: Buffer) => (written += part.toString()));
  const made = new TerminalOutput({
    input: input as never,
    output: output as never,
    paint: PLAIN,
    writeReport,
  });
  return { input, output, made, written: () => written };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("a terminal that is watched in", () => {
  it("is given back as it was, with what was seen last", async () => {
    const before = process.listenerCount("exit");
    const { input, made, written } = fakeTerminal();
    made.show(shiftAt(100));
    assert.equal(input.raw, true);
    made.close();
    await settled();
    assert.equal(input.raw, false);
    assert.equal(process.listenerCount("exit"), before);
    assert.ok(written().startsWith(ENTER));
    const [, after = ""] = written().split(LEAVE);
    assert.match(after, /reviews \/ default/);
    assert.ok(written().includes(SHOW));
  });

  it("is given back where the process ends without a word", async () => {
    const { input, made, written } = fakeTerminal();
    process.listeners("exit").at(-1)?.call(process, 1);
    await settled();
    assert.ok(written().includes(LEAVE) && !input.raw);
    made.close();
  });

  it("is left by q and by Ctrl-C", async () => {
    for (const key of ["q", "\u0003"]) {
      const { input, made } = fakeTerminal();
      input.write(key);
      await made.left;
      made.close();
    }
  });

  it("draws anew when its size changes", async () => {
    const { output, made, written } = fakeTerminal();
    made.show(shiftAt(100));
    await settled();
    const drawn = written().length;
    output.columns = 80;
    output.emit("resize");
    await settled();
    assert.ok(written().length > drawn);
    made.close();
  });

  it("says where a report is, or why there is none", async () => {
    for (const [write, words] of [
      [() => Promise.resolve("report.html"), /report written: report\.html/],
      [() => Promise.reject(new Error("disk full")), /no report written: disk full/],
    ] as const) {
      const { input, made, written } = fakeTerminal(write);
      made.show(shiftAt(100));
      input.write("r");
      for (let turn = 0; turn < 5; turn++) await settled();
      assert.match(written(), words);
      made.close();
    }
  });
});
