/**
 * Runs the whole environment from nothing to nothing: one sandbox for all tests, which is started, used and stopped.
 * What needs only its toolchain runs beside what changes its cluster. The last line is `N passed, N failed`.
 */
import { join } from "node:path";
import { execa } from "execa";
import { npmShow, repo } from "./command";

/** Files of tests that run one after the other, in this order. */
type Lane = readonly string[];

const START: Lane = ["start"];

/** They leave the mesh as it is, so that certificates may be watched meanwhile. */
const IN_A_STILL_MESH: Lane = ["page", "config", "manifests", "access", "policies"];
const WATCHED: Lane = ["renewal"];

/** What they change in the mesh they put back, so that the next finds it as it was. */
const IN_THE_MESH: Lane = [
  ...["traffic", "arrival", "moves", "evidence", "watch", "shift", "services", "drift", "objects", "provider"],
  ...["upgrade", "mutual-tls", "security", "way-out", "gateway", "certificates"],
];

/**
 * The engine against a simulated AWS, and the pack against Istio's source: they need the toolchain alone, and take what
 * time the others leave.
 */
const BESIDE_IT: Lane = ["eks", "eks-auto-mode", "corpus", "analyzers"];

const STOP: Lane = ["stop"];

interface LaneResult {
  readonly passed: number;
  readonly failed: number;
  /** A line for each test that failed. */
  readonly failures: readonly string[];
}

/** How a lane runs: what it prints is shown as it comes, or once it has ended, since it runs beside another. */
type Place = "shown" | "beside" | "in idle time";

async function run(lane: Lane, place: Place): Promise<LaneResult> {
  const files = lane.map((name) => `tests/environment/${name}.test.ts`);
  const color = process.stdout.isTTY ? ["--color"] : [];
  const mocha = ["--config", "tests/environment/.mocharc.yaml", ...color, ...files];
  const command = [
    ...(place === "in idle time" ? ["nice", "-n", "19"] : []),
    join(repo, "node_modules", ".bin", "mocha"),
  ];
  const output = place === "shown" ? (["pipe", "inherit"] as const) : "pipe";
  const { stdout, all, exitCode } = await execa("env", [...command, ...mocha], {
    ...{ cwd: repo, stdin: "ignore", reject: false, all: true },
    ...{ stdout: output, stderr: output },
  });
  if (place !== "shown") console.log(all);
  const failures = stdout.split("\n").filter((line) => line.startsWith("FAILED "));
  const counts = /^(\d+) passed, (\d+) failed$/m.exec(stdout);
  if (counts) return { passed: Number(counts[1]), failed: Number(counts[2]), failures };
  return {
    passed: 0,
    failed: 1,
    failures: [`FAILED ${lane.join(", ")}: mocha ended with ${exitCode}, before its tests did`],
  };
}

async function runAll(): Promise<readonly LaneResult[]> {
  try {
    const started = await run(START, "shown");
    // Without a sandbox all else would fail for the same reason.
    if (started.failed > 0) return [started];
    const beside = run(BESIDE_IT, "in idle time");
    const still = await Promise.all([run(IN_A_STILL_MESH, "shown"), run(WATCHED, "beside")]);
    const changed = await run(IN_THE_MESH, "shown");
    return [started, ...still, changed, await beside, await run(STOP, "shown")];
  } finally {
    // However the tests end, the machine is left as it was: stopping what is stopped already does nothing.
    await npmShow("stop");
  }
}

// Tests end by the terminal's own signal; the sandbox is stopped after it all the same.
process.on("SIGINT", () => {});

void runAll().then((results) => {
  for (const line of results.flatMap(({ failures }) => failures)) console.log(line);
  const sum = (count: (result: LaneResult) => number) => results.map(count).reduce((a, b) => a + b, 0);
  const failed = sum((result) => result.failed);
  console.log(`${sum((result) => result.passed)} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
});
