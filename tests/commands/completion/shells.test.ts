import assert from "node:assert/strict";
import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { execa, execaSync } from "execa";
import { answerFor, completionScript, SHELLS, type Shell } from "../../../commands/completion/shells";
import { LOADER } from "../../node-with-loader";

const root = realpathSync(resolve(__dirname, "../../.."));

/** How a shell is asked for what it would offer at the end of a line, without a terminal. */
const ASK: Readonly<Record<Shell, (line: string) => string>> = {
  bash: (line) => `COMP_LINE='${line}' COMP_POINT=${line.length}
    COMP_WORDS=(\${COMP_LINE//=/ = }) COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
    __bookinfo_mesh npm; printf '%s\\n' "\${COMPREPLY[@]}"`,
  zsh: (line) => `words=(${line}) CURRENT=$#words PREFIX=$words[-1]
    __bookinfo_mesh_before= # npm's own completion has a say elsewhere
    compadd() { print -rl -- \${(P)@[-1]} }; _files() { print -- files }
    __bookinfo_mesh`,
  fish: (line) => `complete --do-complete '${line}'`,
};

const NO_FILES: Readonly<Record<Shell, readonly string[]>> = { bash: ["--norc"], zsh: ["-f"], fish: ["--no-config"] };

/** The shells that this machine has: bash is needed for the sandbox, the others are nobody's duty. */
const installed = SHELLS.filter((shell) => !execaSync(shell, ["-c", "true"], { reject: false }).failed);

async function offered(shell: Shell, line: string, folder = root): Promise<string[]> {
  const script = completionScript(shell, root);
  const { stdout } = await execa(shell, [...NO_FILES[shell], "-c", `${script}\n${ASK[shell](line)}`], { cwd: folder });
  return stdout.split("\n").flatMap((one) => one.split("\t")[0] || []);
}

describe("the completion script", () => {
  it("is tried in bash at least", () => assert.ok(installed.includes("bash")));

  for (const shell of installed)
    it(`completes names, options and files in ${shell}`, async () => {
      const [service, profile, file, elsewhere] = await Promise.all([
        offered(shell, "npm run traffic -- set rev"),
        offered(shell, "npm run policy -- --profile=st"),
        offered(shell, "npm run traffic -- verify READM"),
        offered(shell, "npm run traffic -- set rev", "/"),
      ]);
      assert.deepEqual(service, ["reviews"]);
      assert.deepEqual(profile, [shell === "bash" ? "strict" : "--profile=strict"]);
      assert.deepEqual(file, [shell === "zsh" ? "files" : "README.md"]);
      assert.deepEqual(elsewhere, []);
    });

  it("is printed for each shell, and by that name alone", async () => {
    const cli = resolve(root, "commands/completion/cli.ts");
    const run = (name: string) => execa(process.execPath, [...LOADER, cli, name], { reject: false });
    const [printed, refused] = await Promise.all([run("zsh"), run("csh")]);
    assert.equal(printed.stdout, completionScript("zsh", root).trimEnd());
    assert.equal(refused.exitCode, 2);
    assert.match(refused.stderr, /'csh' is invalid for argument 'shell'\. Allowed choices are bash, zsh, fish\./);
  });

  it("has a clone's folder as one word, whatever is in its name", () => {
    assert.match(completionScript("bash", "/a b/it's"), /cd '\/a b\/it'\\''s' && /);
  });
});

describe("an answer to a shell", () => {
  it("is a line each, with what it is behind a tab", () => {
    assert.equal(answerFor("zsh", "npm run x -- ", [{ value: "a", says: "One\nline." }]), "a\tOne line.\n");
    assert.equal(answerFor("fish", "", "files"), ":files\n");
  });

  it("begins for bash behind the last = or :, where its word begins", () => {
    assert.equal(answerFor("bash", "npm run x -- --rule=de", [{ value: "--rule=default" }]), "default\t\n");
    assert.equal(answerFor("bash", "npm run x -- v3:v", [{ value: "v3:v2" }]), "v2\t\n");
    assert.equal(answerFor("bash", "npm run x -- v", [{ value: "v1=" }]), "v1=\t\n");
  });
});
