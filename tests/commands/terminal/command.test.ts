import assert from "node:assert/strict";
import { resolve } from "node:path";
import { execa } from "execa";
import { LOADER } from "../../node-with-loader";

const folder = resolve(__dirname, "../../../commands/terminal");

/** Runs a command that does what a script says, with these arguments. */
function run(action: string, ...args: string[]) {
  const script = `
    const { npmCommand, runCommand } = require("${folder}/command.ts");
    const { UserError } = require("${folder}/user-error.ts");
    const program = npmCommand("test");
    program.command("do").option("--json").action(async () => { ${action} });
    runCommand(program);`;
  const options = { reject: false, input: script } as const;
  return execa(process.execPath, [...LOADER, "--input-type=commonjs", "-", ...args], options);
}

describe("a command", () => {
  it("ends with 0 and says nothing of its own when all went well", async () => {
    const { exitCode, stdout, stderr } = await run(`console.log("done")`, "do", "--json");
    assert.deepEqual([exitCode, stdout, stderr], [0, "done", ""]);
  });

  it("keeps the exit code that tells of a difference", async () => {
    assert.equal((await run(`process.exitCode = 1`, "do")).exitCode, 1);
  });

  it("tells what its user can fix in words alone, and ends with 2", async () => {
    const { exitCode, stderr } = await run(`throw new UserError("Log in first.")`, "do");
    assert.deepEqual([exitCode, stderr], [2, "Log in first."]);
  });

  it("shows where it was when something happened that nobody foresaw, and ends with 2", async () => {
    const { exitCode, stderr } = await run(`throw new Error("broken")`, "do");
    assert.equal(exitCode, 2);
    assert.match(stderr, /^Error: broken\n +at /);
  });

  it("ends with 2 on an option that it does not have, in subcommands too, and with 0 after its help", async () => {
    const { exitCode, stderr } = await run("", "do", "--yaml");
    assert.deepEqual([exitCode, stderr], [2, "error: unknown option '--yaml'"]);
    assert.equal((await run("", "do", "--help")).exitCode, 0);
  });
});
