import { z } from "zod";
import { type ArrivalBenchmark } from "../../commands/bench/arrival";
import { type CalibrationReport } from "../../commands/bench/calibration/calibrate";
import { TRAFFIC } from "../../commands/bench/calibration/traffic";
import { type KillReport } from "../../commands/bench/kills";
import { type MoveReport } from "../../commands/bench/move-benchmark";
import { type PolicyScaleReport } from "../../commands/bench/policy-scale";
import { type ShiftBenchmark } from "../../commands/bench/shifts/shift-benchmark";
import { type SizeReport } from "../../commands/bench/size";
import { VARIANTS, type WeightReport } from "../../commands/bench/weight-report";
import { counts, formatVersion, interval, list, rule, share, split, time } from "./common";

const targets = list(z.object({ name: z.string(), limit: z.number(), value: z.number(), met: z.boolean() }));
const summary = z.object({
  median: z.number(),
  min: z.number(),
  lowerQuartile: z.number(),
  upperQuartile: z.number(),
  max: z.number(),
});
const machine = z.object({
  processor: z.string(),
  cores: z.number(),
  memoryGiB: z.number(),
  system: z.string(),
  node: z.string(),
  pulumi: z.string(),
  loadAverage: z.number().describe("over the minute before"),
});

const series = z.object({
  what: z.string(),
  timings: list(z.object({ configure: z.number(), apply: z.number() })),
  total: summary,
  apply: summary,
});
const ratio = z.object({ ofMedians: z.number(), min: z.number(), max: z.number(), interval });
const [program, ...others] = VARIANTS;

/** How long weight changes take; times in seconds. */
export const weightBench = z.object({
  formatVersion,
  startedAt: time,
  rounds: z.number(),
  machine,
  change: z.object({ key: z.string(), from: z.string(), to: z.string() }),
  series: z.record(z.enum([program, ...others]), series),
  ratios: z.record(z.enum(others), ratio).describe("how the program compares with each of the others"),
  targets,
}) satisfies z.ZodType<WeightReport>;

const memory = z.object({ resident: z.number(), proportional: z.number() });

/** What a running sandbox takes; sizes in bytes. */
export const sizeBench = z.object({
  formatVersion,
  startedAt: time,
  processes: z.number(),
  memory: memory.extend({ limit: z.number(), byProgram: z.record(z.string(), memory).readonly() }),
  disk: z.object({ total: z.number(), limit: z.number(), byFolder: counts }),
  idle: z.object({ cores: z.number(), limit: z.number(), seconds: z.number() }),
  ok: z.boolean(),
}) satisfies z.ZodType<SizeReport>;

/** What is left of updates that were killed; times in seconds. */
export const killBench = z.object({
  formatVersion,
  startedAt: time,
  pulumi: z.string(),
  kills: list(
    z.object({
      phase: z.enum(["first up", "Helm release", "weight change", "destroy"]),
      after: z.number(),
      doing: z.string(),
      leftRunning: z.number(),
      next: z.object({ exitCode: z.number(), seconds: z.number(), said: list(z.string()) }),
      wrong: list(z.string()),
    }),
  ),
  ok: z.boolean(),
}) satisfies z.ZodType<KillReport>;

const quantiles = z.object({ p50: z.number(), p95: z.number(), max: z.number() });

/** How long weight changes take to the proxies; times in milliseconds. */
export const arrivalBench = z.object({
  formatVersion,
  startedAt: time,
  changes: z.number(),
  proxies: z.number(),
  first: quantiles,
  last: quantiles,
  milliseconds: list(z.object({ first: z.number(), last: z.number() })),
  targets,
}) satisfies z.ZodType<ArrivalBenchmark>;

/** Requests that fail while weight moves. */
export const moveBench = z.object({
  formatVersion,
  startedAt: time,
  machine,
  change: z.object({ ...rule, from: split, to: split }),
  changes: z.number(),
  seconds: summary.describe("from pulumi config to the last proxy"),
  lastProxyMs: summary,
  load: z.object({
    sent: z.number(),
    wantedRate: z.number().describe("requests a second"),
    rate: z.number(),
    failed: list(z.string()),
    latencyMs: z.object({ p50: z.number(), p95: z.number(), p99: z.number(), max: z.number() }),
  }),
  ok: z.boolean(),
}) satisfies z.ZodType<MoveReport>;

const wrong = list(z.string()).describe("what was not as it should be; empty where all was");
const exitCode = z.number().describe("of the shift's command; -1 where a signal ended it");
const damage = {
  requests: z.number().describe("that failed, or, of a version that is only slow, that it answered"),
  users: z.number().describe("different ones who sent them"),
};
const version = z.string().describe("the version that has all requests");

/** Shifts under load: good ones, bad ones, killed and disturbed ones; times in seconds. */
export const shiftBench = z.object({
  formatVersion,
  startedAt: time,
  settings: z.object({
    rate: z.number().describe("requests a second"),
    users: z.number(),
    signedIn: z.number().describe("of the users"),
    errorMargin: z.number().describe("in points"),
    latencyMargin: z.number().describe("in percent"),
    hold: z.number(),
    deadline: z.number(),
  }),
  good: list(
    z.object({
      startedAt: time,
      from: version,
      to: z.string(),
      seconds: z.number(),
      steps: list(z.object({ percent: z.number(), lastProxy: z.number().exactOptional(), held: z.number() })),
      requests: z.number(),
      failed: z.number(),
      exitCode,
      wrong,
    }),
  ),
  bad: list(
    z.object({
      name: z.string(),
      startedAt: time,
      exitCode,
      why: z.string().describe("what the shift decided last"),
      share: z.number().describe("of the new version when that was decided, in percent"),
      damage: z.object({
        answered: z.number().describe("by the new version, until the verdict"),
        untilVerdict: z.number().describe("from the new version's first request on").exactOptional(),
        byVerdict: z.object(damage),
        wayBack: z
          .object({ ...damage, seconds: z.number() })
          .describe("from the verdict until every proxy had the old split; users who were not hurt before"),
      }),
      failedByOld: z.number(),
      wrong,
    }),
  ),
  kills: list(
    z.object({
      startedAt: time,
      from: version,
      to: z.string(),
      victims: z.enum(["the shift", "the shift and its engine"]),
      after: z.number(),
      last: z.string().describe("the last event that the shift told of").exactOptional(),
      next: z.object({ command: z.string(), exitCode: z.number(), seconds: z.number() }).exactOptional(),
      holder: version,
      leftRunning: z.number().describe("processes of the update that died, in the end"),
      wrong,
    }),
  ),
  faults: list(
    z.object({
      name: z.string(),
      startedAt: time,
      exitCode,
      told: list(z.string()).describe("what happened, and what the commands told"),
      resumed: z.number().describe("the exit code of the command that went on with it").exactOptional(),
      failed: z.number().describe("requests"),
      wrong,
    }),
  ),
  ok: z.boolean(),
}) satisfies z.ZodType<ShiftBenchmark>;

const amounts = z.object({ milliseconds: z.number().describe("processor time"), kibibytes: z.number() });

/** What the policy pack costs with the number of resources. */
export const policyBench = z.object({
  formatVersion,
  startedAt: time,
  rounds: z.number(),
  rows: list(
    z.object({
      resources: z.number(),
      withPack: amounts,
      withIdlePack: amounts,
      withoutPack: amounts,
      perResource: amounts,
    }),
  ),
  targets,
}) satisfies z.ZodType<PolicyScaleReport>;

const spread = z.object({ p50: z.number(), p95: z.number() });
const margins = z.object({ error: z.number(), latency: z.number() });

/** How often the comparison of two versions is wrong, over simulated shifts. */
export const calibrationBench = z.object({
  formatVersion: z.literal(2).describe("goes up with a change that readers could stumble over"),
  date: z.string(),
  seed: z.number(),
  shifts: z.number(),
  alpha: share,
  settings: z.record(z.string(), z.object({ requestsPerSecond: z.number(), proxies: z.number(), margins })).readonly(),
  shift: z.object({ steps: list(z.number()), holdSeconds: z.number(), mostSeconds: z.number() }),
  rows: list(
    z.object({
      setting: z.string(),
      traffic: z.enum(TRAFFIC),
      difference: z.string(),
      truth: z.enum(["worse", "not worse", "at the margin", "either"]),
      shifts: z.number(),
      worse: z.number(),
      passed: z.number(),
      atVerdict: z
        .object({ seconds: spread, failed: spread, users: spread })
        .describe("of those that were told to be worse: by then")
        .exactOptional(),
      enoughAfter: list(spread).describe("seconds until each step had shown enough").exactOptional(),
      wrong: z.object({ count: z.number(), share, interval }),
      holds: z.boolean(),
    }),
  ),
  ok: z.boolean(),
}) satisfies z.ZodType<CalibrationReport>;
