import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readHierarchies } from "../../../commands/stack/sandbox/pids";
import { holdsBack } from "../../../sandbox/node/control-group";

const v1 = [
  "tmpfs /sys/fs/cgroup tmpfs rw,relatime,mode=755 0 0",
  "cgroup /sys/fs/cgroup/cpu,cpuacct cgroup rw,relatime,cpu,cpuacct 0 0",
  "cgroup /sys/fs/cgroup/memory cgroup rw,relatime,memory 0 0",
].join("\n");

describe("where control groups are mounted", () => {
  it("is one folder for version 2", () => {
    const mounts = "proc /proc proc rw 0 0\ncgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n";
    assert.deepEqual(readHierarchies(mounts), { controlling: ["/sys/fs/cgroup"], all: ["/sys/fs/cgroup"] });
  });

  it("is one folder per controller for version 1", () => {
    const folders = ["/sys/fs/cgroup/cpu,cpuacct", "/sys/fs/cgroup/memory"];
    assert.deepEqual(readHierarchies(v1), { controlling: folders, all: folders });
  });

  it("is one more, without controllers, where version 2 keeps the books beside version 1", () => {
    const { controlling, all } = readHierarchies(`${v1}\ncgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0`);
    assert.deepEqual(controlling, readHierarchies(v1).controlling);
    assert.deepEqual(all, [...controlling, "/sys/fs/cgroup/unified"]);
  });

  it("is nowhere without control groups", () => {
    assert.deepEqual(readHierarchies("proc /proc proc rw 0 0\n"), { controlling: [], all: [] });
  });
});

describe("a control group that others are to be made in", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "control-group-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const group = (files: Readonly<Record<string, string>>): string => {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return folder;
  };

  it("may hold processes where it is the machine's own, at the top", () => {
    assert.equal(holdsBack(group({ "cgroup.procs": "1\n2\n" })), false);
  });

  it("may hold none anywhere else", () => {
    assert.equal(holdsBack(group({ "cgroup.type": "domain\n", "cgroup.procs": "1\n" })), true);
    assert.equal(holdsBack(group({ "cgroup.type": "domain\n", "cgroup.procs": "" })), false);
  });
});
