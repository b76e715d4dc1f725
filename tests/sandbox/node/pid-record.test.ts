import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  isRecorded,
  readPidRecord,
  runningRecord,
  startTicksOf,
  writePidRecord,
} from "../../../sandbox/node/pid-record";

const stat = (name: string, state: string): string =>
  `4711 (${name}) ${state} 1 4711 4711 0 -1 4194560 100 0 0 0 7 5 0 0 20 0 9 0 123456 1000000 500 18446744073709551615`;

describe("the start time in /proc/PID/stat", () => {
  it("is the 22nd field", () => assert.equal(startTicksOf(stat("etcd", "S")), 123456));

  it("is found behind a program name with spaces and parentheses", () => {
    assert.equal(startTicksOf(stat("a) R 1 (b", "S")), 123456);
  });

  it("is none for a zombie, which runs nothing", () => assert.equal(startTicksOf(stat("etcd", "Z")), undefined));
});

describe("a pid record", () => {
  const record = { pid: 4711, startTicks: 123456, bootId: "boot-1", digest: "d", since: "2026-01-01T00:00:00.000Z" };
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "pid-record-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("names the process with its pid, its start and the machine's start", () => {
    assert.equal(isRecorded(record, { startTicks: 123456, bootId: "boot-1" }), true);
  });

  it("does not name a later process with the same pid", () => {
    assert.equal(isRecorded(record, { startTicks: 123457, bootId: "boot-1" }), false);
  });

  it("does not name a process that started at the same moment after another start of the machine", () => {
    assert.equal(isRecorded(record, { startTicks: 123456, bootId: "boot-2" }), false);
  });

  it("names none when the pid is free", () => assert.equal(isRecorded(record, undefined), false));

  it("is found again while its process runs, and no longer", async () => {
    const file = join(folder, "sleeper");
    const child = spawn("sleep", ["60"]);
    try {
      const written = writePidRecord(file, child.pid ?? 0, "digest");
      assert.deepEqual(runningRecord(file), written);
    } finally {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    assert.equal(runningRecord(file), undefined);
    assert.equal(readPidRecord(file)?.digest, "digest");
  });

  it("that a crash cut off counts as none", () => {
    const file = join(folder, "torn");
    writeFileSync(file, '{"pid":4711,"startTi');
    assert.equal(readPidRecord(file), undefined);
  });

  it("with a wrong shape counts as none", () => {
    const file = join(folder, "odd");
    writeFileSync(file, JSON.stringify({ ...record, pid: "4711" }));
    assert.equal(readPidRecord(file), undefined);
  });
});
