import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { apt, missingPackages } from "../../../sandbox/toolchain/debian-packages";

describe("Debian packages", () => {
  const listing = ["iproute2 installed", "iptables config-files", "kmod not-installed", "libc6 installed"].join("\n");

  it("are missing unless they are installed, whatever else dpkg knows of them", () => {
    assert.deepEqual(missingPackages(["iproute2", "iptables", "kmod", "socat"], listing), [
      "iptables",
      "kmod",
      "socat",
    ]);
  });

  it("are not missing when all are there", () => {
    assert.deepEqual(missingPackages(["libc6", "iproute2"], listing), []);
  });

  it("are all missing where dpkg lists none", () => {
    assert.deepEqual(missingPackages(["iptables"], ""), ["iptables"]);
  });
});

describe("apt-get", () => {
  const path = process.env["PATH"];
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "apt-"));
    process.env["PATH"] = `${folder}:${path}`;
  });
  afterEach(() => {
    process.env["PATH"] = path;
    rmSync(folder, { recursive: true });
  });

  it("tries again with fresh lists, and keeps what each of its commands said", async () => {
    const log = join(folder, "log");
    writeFileSync(join(folder, "apt-get"), '#!/bin/sh\necho "E: $*" >&2\nexit 100\n');
    chmodSync(join(folder, "apt-get"), 0o755);
    await assert.rejects(apt(["install", "kmod"], "installing kmod", log), /^Error: failed: installing kmod/);
    const said = readFileSync(log, "utf8")
      .split("\n")
      .filter((line) => line.startsWith("E: "));
    assert.equal(said.length, 3);
    assert.match(said[0] ?? "", /install kmod$/);
    assert.match(said[1] ?? "", /update$/);
    assert.equal(said[2], said[0]);
  });
});
