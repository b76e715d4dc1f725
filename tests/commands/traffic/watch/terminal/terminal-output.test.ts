import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { PLAIN } from "../../../../../commands/traffic/watch/terminal/paint";
import { TerminalOutput } from "../../../../../commands/traffic/watch/terminal/terminal-output";
import { ruleOf, SHIFT, shiftAt, snapshotOf, versionOf } from "../samples";

const [ENTER, LEAVE, SHOW] = ["\u001b[?1049h", "\u001b[?1049l", "\u001b[?25h"];

/** A terminal that notes what it is told. */
function fakeTerminal(writeReport = () => Promise.resolve("report.html"), { isTTY = true } = {}) {
  const asked: string[] = [];
  const input = Object.assign(new PassThrough(), {
    isTTY,
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
    askShift: ({ what, service, rule }) => {
      asked.push(`${what} ${service} ${rule}`);
      return Promise.resolve("Asked ann.");
    },
  });
  return { input, output, made, asked, written: () => written };
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

  const during = snapshotOf([ruleOf([versionOf("v2", 90), versionOf("v3", 10)], { shift: SHIFT })]);

  it("pauses a shift with the space bar, and promotes or aborts it once that is confirmed", async () => {
    const { input, made, asked, written } = fakeTerminal();
    made.show(during);
    for (const keys of [" ", "py", "ay", "pn", "a\u001b"]) {
      for (const key of keys) {
        input.write(key);
        await settled();
      }
    }
    // Escape alone is told from the beginning of a longer sequence by what does not follow it.
    await new Promise((resolve) => setTimeout(resolve, 600));
    assert.deepEqual(
      asked,
      ["pause", "promote", "abort"].map((what) => `${what} reviews roundrobin-user`),
    );
    assert.match(written(), /abort: Asked ann\./);
    made.close();
  });

  it("asks nothing of a shift where none is under way, or where there are no keys", async () => {
    for (const [snapshot, isTTY] of [
      [snapshotOf([ruleOf([versionOf("v3", 100)], { shift: { ...SHIFT, phase: "shifted" } })]), true],
      [during, false],
    ] as const) {
      const { input, made, asked, written } = fakeTerminal(undefined, { isTTY });
      made.show(snapshot);
      for (const key of " pyay") {
        input.write(key);
        await settled();
      }
      assert.deepEqual(asked, []);
      assert.doesNotMatch(written(), /space|p promote/);
      made.close();
    }
  });
});
