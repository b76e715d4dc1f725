import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { type ShiftState } from "../../commands/traffic/shift/shift-state";
import { kubectl, npmDo, npmJson, npmRun, type Outcome, repo } from "./command";
import { type OwnFault, withFaultyReviews } from "./faulty-version";

const file = join(repo, "Pulumi.sandbox.yaml");

/**
 * The default route's shift from v2 to v3, under requests of its own. A machine that does much else is slow at times, and
 * wide margins are sooner known to be kept.
 */
const SHIFT = [
  ...["shift", "reviews", "--rule", "default", "--to", "v3=100", "--steps", "50,100"],
  ...["--probe", "60/s", "--error-margin", "5", "--latency-margin", "300"],
];

interface Status {
  readonly shifts: readonly (ShiftState & { readonly standing: string })[];
}

/** The versions that the cluster's VirtualService gives something of the default route, with how much. */
async function weights(): Promise<string> {
  const path = "{range .spec.http[-1:].route[*]}{.destination.subset}={.weight} {end}";
  const all = await kubectl("get", "virtualservice", "reviews", `--output=jsonpath=${path}`);
  return all
    .split(/\s+/)
    .filter((one) => one !== "" && !one.endsWith("=0"))
    .join(" ");
}

async function standing(): Promise<string | undefined> {
  const { shifts } = await npmJson<Status>("traffic", "status", "reviews", "--rule", "default", "--json");
  return shifts[0]?.standing;
}

/** Config, state and cluster say the same. */
async function assertAgreed(split: string): Promise<void> {
  assert.equal(await weights(), split);
  await npmDo("pulumi", "preview", "--expect-no-changes");
  await npmDo("traffic", "diff");
}

function rollback(fault: OwnFault): Promise<Outcome> {
  return withFaultyReviews("v3", fault, () =>
    npmRun("traffic", ...SHIFT, "--hold", "60s", "--progress-deadline", "60s"),
  );
}

/** Starts a shift and kills all of its processes once its first step is made. */
async function killed(): Promise<void> {
  const child = execa("npm", ["run", "--silent", "traffic", "--", ...SHIFT, "--hold", "5s", "--json"], {
    ...{ cwd: repo, reject: false, stdin: "ignore", detached: true },
  });
  const { pid } = child;
  assert.ok(pid);
  for await (const line of child) {
    if (line.includes('"event":"step"')) process.kill(-pid, "SIGKILL");
  }
  await child;
}

describe("a shift", () => {
  const folder = mkdtempSync(join(tmpdir(), "shift-"));
  let original: string;
  before(async () => {
    original = readFileSync(file, "utf8");
    await npmRun("traffic", "abort");
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await npmRun("traffic", "abort");
    writeFileSync(file, original);
    await npmDo("pulumi", "up", "--yes", "--skip-preview");
  });

  it("reaches its target where the new version does as well, by copies first, and its record holds", async () => {
    const record = join(folder, "record.json");
    const flags = ["--hold", "2s", "--mirror-first", "--record", record];
    const { exitCode, stdout, stderr } = await npmRun("traffic", ...SHIFT, ...flags);
    assert.equal(exitCode, 0, stdout + stderr);
    // What is counted are copies: as many as there were requests, at the proxy of a version without a share.
    assert.match(stdout, /copies: goes on: v3 \d+ of \d{2,} failed[^\n]* against v2 \d+ of \d{2,} failed/);
    assert.match(stdout, /shifted: reviews, default is v3 100/);
    await assertAgreed("v3=100");
    assert.match(
      await npmDo("traffic", "verify", record),
      /step 0: not worse, as recorded[^]*step 2: not worse, as recorded[^]*as in the cluster/,
    );
    await npmDo("traffic", "set", "reviews", "--rule", "default", "v2=100", "v3=0");
  });

  for (const [what, fault, why] of [
    ["its requests fail", { errors: 0.5 }, /v3 is worse: [^\n]*errors/],
    ["it is slow", { delayMs: 500 }, /v3 is worse: [^\n]*latency/],
    ["it crashes", { crashesAt: 20 }, /no pod of v3 is ready|v3 is worse: errors/],
  ] as const) {
    it(`goes back by itself where ${what}`, async () => {
      const { exitCode, stdout, stderr } = await rollback(fault);
      assert.equal(exitCode, 1, stdout + stderr);
      assert.match(stdout, why);
      assert.equal(await weights(), "v2=100");
    });
  }

  it("is gone on with after it was killed", async () => {
    await killed();
    assert.equal(await standing(), "running"); // Its Lease has not run out.
    const resumed = await npmRun("traffic", "promote", "--full");
    assert.equal(resumed.exitCode, 0, resumed.stdout + resumed.stderr);
    assert.equal(await standing(), "shifted");
    await assertAgreed("v3=100");
    await npmDo("traffic", "set", "reviews", "--rule", "default", "v2=100", "v3=0");
  });

  it("is undone after it was killed, and refused to a second one before", async () => {
    await killed();
    const second = await npmRun("traffic", ...SHIFT);
    assert.equal(second.exitCode, 2);
    assert.match(second.stderr, /in the hands of \S+ on \S+, process \d+/);
    await sleep(1000);
    const aborted = await npmRun("traffic", "abort");
    assert.equal(aborted.exitCode, 0, aborted.stdout + aborted.stderr);
    await assertAgreed("v2=100");
  });
});
