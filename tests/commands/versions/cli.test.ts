import assert from "node:assert/strict";
import { resolve } from "node:path";
import { execa } from "execa";
import { LOADER } from "../../node-with-loader";

const cli = resolve(__dirname, "../../../commands/versions/cli.ts");

function run(...args: string[]) {
  return execa(process.execPath, [...LOADER, cli, ...args], { reject: false });
}

describe("npm run versions", () => {
  it("says until when the defaults are supported", async () => {
    const { stdout, stderr, exitCode } = await run("--today", "2026-11-26");
    assert.deepEqual(stdout.split("\n"), [
      "Kubernetes on EKS 1.36  supported until 2027-08-02",
      "Istio 1.31.4  supported until 2027-03-01",
    ]);
    assert.equal(stderr, "");
    assert.equal(exitCode, 0);
  });

  it("fails a month before one ends, and says where to renew it", async () => {
    const { stderr, exitCode } = await run("--today", "2027-07-15");
    assert.match(
      stderr,
      /to renew in mesh\/versions, whose dates are those of 2026-11-26:\n {2}Kubernetes on EKS 1\.36: its support ends on 2027-08-02, in 18 days/,
    );
    assert.equal(exitCode, 1);
  });

  it("refuses a day that is not a date", async () => {
    const { exitCode } = await run("--today", "tomorrow");
    assert.equal(exitCode, 2);
  });
});
