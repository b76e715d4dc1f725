import assert from "node:assert/strict";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";

/** An npm that writes down what it was asked, takes its time, and installs this Node unless LEAVE_OUT is set. */
const npm = `#!/bin/sh
echo "$@" >> asked
sleep "\${TAKE:-0}"
[ -n "$LEAVE_OUT" ] && exit
mkdir -p node_modules/.bin && ln -sf '${process.execPath}' node_modules/.bin/node
`;

describe("what every npm script runs first", () => {
  let clone: string;
  beforeEach(() => {
    clone = mkdtempSync(join(tmpdir(), "bootstrap-"));
    copyFileSync(resolve(__dirname, "..", "bootstrap.mjs"), join(clone, "bootstrap.mjs"));
    writeFileSync(join(clone, "package-lock.json"), "{}");
    mkdirSync(join(clone, "bin"));
    writeFileSync(join(clone, "bin", "npm"), npm);
    chmodSync(join(clone, "bin", "npm"), 0o755);
  });
  afterEach(() => rmSync(clone, { recursive: true }));

  const bootstrap = (
    env: NodeJS.ProcessEnv = {},
    [program, ...args]: readonly [string, ...string[]] = [process.execPath],
  ) =>
    execa(program, [...args, "bootstrap.mjs"], {
      cwd: clone,
      env: { ...env, PATH: `${join(clone, "bin")}:${process.env["PATH"]}` },
      reject: false,
      timeout: 10_000,
    });
  const asked = (): string[] => readFileSync(join(clone, "asked"), "utf8").trimEnd().split("\n");

  it("installs the dependencies once, and again when package-lock.json has changed", async () => {
    for (const lock of ["{}", "{}", '{"lockfileVersion":3}']) {
      writeFileSync(join(clone, "package-lock.json"), lock);
      assert.equal((await bootstrap()).exitCode, 0);
    }
    assert.equal(asked().length, 2);
  });

  it("has npm install all of them, whatever the user's settings leave out", async () => {
    await bootstrap({ NODE_ENV: "production" });
    for (const option of ["--include=dev", "--ignore-scripts=false"])
      assert.ok(asked()[0]?.split(" ").includes(option));
  });

  it("does not take for installed what lacks the pinned Node, and installs it the next time", async () => {
    const { exitCode, stderr } = await bootstrap({ LEAVE_OUT: "1" });
    assert.equal(exitCode, 1);
    assert.match(stderr, /did not install .*node_modules\/\.bin\/node/);
    assert.equal((await bootstrap()).exitCode, 0);
    assert.ok(existsSync(join(clone, "node_modules", ".bin", "node")));
  });

  it("installs once for two commands that start at the same time", async () => {
    const both = await Promise.all([bootstrap({ TAKE: "1" }), bootstrap({ TAKE: "1" })]);
    assert.deepEqual(
      both.map(({ exitCode }) => exitCode),
      [0, 0],
    );
    assert.equal(asked().length, 1);
  });

  it("waits for no command that was killed, which leaves nothing to wait for", async () => {
    const killed = bootstrap({ TAKE: "1" });
    while (!existsSync(join(clone, "asked"))) await sleep(20);
    killed.kill("SIGKILL");
    await killed; // and its npm, which held its output open
    assert.deepEqual(readdirSync(clone).sort(), ["asked", "bin", "bootstrap.mjs", "node_modules", "package-lock.json"]);
    assert.equal((await bootstrap()).exitCode, 0);
    assert.equal(asked().length, 2);
  });

  it("says what is open to whom in a clone that belongs to somebody else", async () => {
    chmodSync(clone, 0o555);
    // Root too can write nowhere but where the permissions say so, once it has lost its capabilities.
    const powerless = ["setpriv", "--bounding-set=-all", process.execPath] as const;
    const { exitCode, stderr } = await bootstrap({}, process.geteuid?.() === 0 ? powerless : undefined);
    chmodSync(clone, 0o755);
    assert.equal(exitCode, 1);
    assert.match(stderr, /can't be written to[^]*sudo -i[^]*`local`[^]*kind/);
    assert.doesNotMatch(stderr, /^ +at /m);
  });
});
