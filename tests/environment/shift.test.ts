import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Ended, RunningShift, signalled } from "../../commands/bench/shifts/running-shift";
import { type ShiftEvent } from "../../commands/traffic/shift/events";
import { type ShiftState } from "../../commands/traffic/shift/shift-state";
import { kubectl, npmDo, npmJson, npmRun, repo } from "./command";
import { giveFault } from "./faulty-version";

const file = join(repo, "Pulumi.sandbox.yaml");

/**
 * A shift of the default route, under requests of its own. A machine that does much else is slow at times, and wide
 * margins are sooner known to be kept.
 */
const shiftTo = (version: "v2" | "v3") => [
  ...["shift", "reviews", "--rule", "default", "--to", `${version}=100`, "--steps", "50,100"],
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
  const cluster = weights();
  await Promise.all([npmDo("pulumi", "preview", "--expect-no-changes"), npmDo("traffic", "diff")]);
  assert.equal(await cluster, split);
}

/**
 * Runs a shift, and does something to it at its first event of a kind.
 *
 * @returns how it ended, whatever that was
 */
async function disturbed(
  to: "v2" | "v3",
  event: ShiftEvent["event"],
  disturb: (shift: RunningShift) => unknown,
  ...options: readonly string[]
): Promise<Ended> {
  const shift = RunningShift.start([...shiftTo(to), "--hold", "5s", "--json", ...options]);
  if (await shift.reached((one) => one.event === event)) await disturb(shift);
  return shift.ended;
}

const kill = (shift: RunningShift) => {
  shift.kill();
};

/** As a laptop does whose lid is closed: nothing of it runs, and its Lease runs out. */
async function sleepForAMinute(shift: RunningShift): Promise<void> {
  const family = shift.family();
  signalled(family, "SIGSTOP");
  try {
    await sleep(45_000);
    assert.equal(await standing(), "dead");
    await sleep(15_000);
  } finally {
    signalled(family, "SIGCONT");
  }
}

describe("a shift", () => {
  const folder = mkdtempSync(join(tmpdir(), "shift-"));
  let original: string;
  before(async () => {
    original = readFileSync(file, "utf8");
    await npmRun("traffic", "abort");
  });
  // A shift that a test leaves is in the way of all that follow.
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await npmRun("traffic", "abort");
  });
  after(async () => {
    rmSync(folder, { recursive: true });
    await npmRun("traffic", "abort");
    writeFileSync(file, original);
    await npmDo("pulumi", "up", "--yes", "--skip-preview");
  });

  describe("to a version whose own process is at fault", () => {
    after(() => giveFault("v3", undefined));

    for (const [what, fault, why] of [
      ["its requests fail", { errors: 0.5 }, /v3 is worse: [^\n]*errors/],
      ["it is slow", { delayMs: 500 }, /v3 is worse: [^\n]*latency/],
      ["it crashes", { crashesAt: 20 }, /no pod of v3 is ready|v3 is worse: errors/],
    ] as const) {
      it(`goes back by itself where ${what}`, async () => {
        await giveFault("v3", fault);
        const shift = [...shiftTo("v3"), "--hold", "60s", "--progress-deadline", "60s"];
        const { exitCode, stdout, stderr } = await npmRun("traffic", ...shift);
        assert.equal(exitCode, 1, stdout + stderr);
        assert.match(stdout, why);
        assert.equal(await weights(), "v2=100");
      });
    }
  });

  it("reaches its target by copies first, though its machine slept for a minute, and its record holds", async () => {
    const record = join(folder, "record.json");
    const options = ["--mirror-first", "--record", record];
    const { exitCode, events, said } = await disturbed("v3", "step", sleepForAMinute, ...options);
    const told = events.map((event) => JSON.stringify(event)).join("\n");
    assert.equal(exitCode, 0, `${told}\n${said}`);
    // What is counted are copies: as many as there were requests, at the proxy of a version without a share.
    assert.match(told, /"step":0,[^\n]*"goes on","why":"v3 \d+ of \d{2,} failed[^\n]* against v2 \d+ of \d{2,} failed/);
    assert.match(told, /"event":"shifted"/);
    await assertAgreed("v3=100");
    assert.match(
      await npmDo("traffic", "verify", record),
      /step 0: not worse, as recorded[^]*step 2: not worse, as recorded[^]*as in the cluster/,
    );
  });

  it("back from there is gone on with after it was killed", async () => {
    await disturbed("v2", "step", kill);
    assert.equal(await standing(), "running"); // Its Lease has not run out.
    const resumed = await npmRun("traffic", "promote", "--full");
    assert.equal(resumed.exitCode, 0, resumed.stdout + resumed.stderr);
    assert.equal(await standing(), "shifted");
    await assertAgreed("v2=100");
  });

  // Before its first update is done, and once it is.
  for (const event of ["begins", "step"] as const) {
    it(`is undone after it was killed at the event "${event}", and refused to a second one before`, async () => {
      await disturbed("v3", event, kill);
      const second = await npmRun("traffic", ...shiftTo("v3"));
      assert.equal(second.exitCode, 2);
      assert.match(second.stderr, /in the hands of \S+ on \S+, process \d+/);
      await sleep(1000);
      const aborted = await npmRun("traffic", "abort");
      assert.equal(aborted.exitCode, 0, aborted.stdout + aborted.stderr);
      await assertAgreed("v2=100");
    });
  }
});
