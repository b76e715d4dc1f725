import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inControlGroups, insideNode } from "../../../sandbox/node/namespaces";
import { machineSide } from "../../../sandbox/node/network";

it("a command enters the network and the mounts of the node, and nothing else of it", () => {
  assert.deepEqual(insideNode(42, ["ip", "link"]), ["nsenter", "--target=42", "--net", "--mount", "--", "ip", "link"]);
});

describe("a command in control groups", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "control-groups-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("enters each of them itself, then becomes the command with its arguments as they are", () => {
    const groups = ["memory", "cpu"].map((name) => join(folder, name));
    for (const group of groups) execFileSync("mkdir", [group]);
    const [program = "", ...args] = inControlGroups(groups, ["sh", "-c", 'echo $$ "$1"', "sh", "two  words $HOME"]);
    const [pid, ...rest] = execFileSync(program, args, { encoding: "utf8" }).trimEnd().split(" ");
    assert.equal(rest.join(" "), "two  words $HOME");
    for (const group of groups) assert.equal(readFileSync(join(group, "cgroup.procs"), "utf8").trim(), pid);
  });

  it("does not run when a group refuses it", () => {
    writeFileSync(join(folder, "not-a-folder"), "");
    const [program = "", ...args] = inControlGroups([join(folder, "not-a-folder")], ["touch", join(folder, "ran")]);
    assert.throws(() => execFileSync(program, args, { stdio: "ignore" }));
    assert.throws(() => readFileSync(join(folder, "ran")));
  });
});

it("the machine's end of the link carries the mark that it is known by again, before anything else can fail", () => {
  const [add, mark] = machineSide(42).split("\n");
  assert.match(add ?? "", /^link add bookinfo-mesh /);
  assert.equal(mark, "link set bookinfo-mesh alias bookinfo-mesh-sandbox");
});
