import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { held } from "../../../sandbox/node/node-process";

describe("a process that is held", () => {
  /**
   * Starts one that would say its pid, its arguments and what it can read; gives back what was said when it has ended.
   */
  const start = (): { child: ChildProcess; said: Promise<string> } => {
    const [program = "", ...args] = held(["sh", "-c", 'echo $$ "$1"; cat', "sh", "two  words $HOME"]);
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });
    return { child, said: text(child.stdout) };
  };

  it("becomes its program under the same pid when it is released, with nothing to read", async () => {
    const { child, said } = start();
    child.stdin?.end("\n and more\n");
    assert.equal(await said, `${child.pid} two  words $HOME\n`);
  });

  it("ends without running its program when its starter is gone", async () => {
    const { child, said } = start();
    const ended = once(child, "exit");
    child.stdin?.end();
    assert.equal(await said, "");
    assert.notDeepEqual(await ended, [0, null]);
  });
});
