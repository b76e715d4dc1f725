import { join } from "node:path";
import { execa } from "execa";
import { summarise } from "./summary";
import { type Target } from "./weight-report";

/** How many resources a stack has at least. */
export const SIZES = [10, 100, 1000, 3000] as const;

/** One run over one stack in a process of its own. */
export interface PolicyRun {
  readonly resources: number;
  /** Processor time, which other work on the machine does not spoil. */
  readonly milliseconds: number;
  /** The most memory that the process has had. */
  readonly kibibytes: number;
  readonly reports: number;
}

/** The pack, one of as many policies that look at nothing, and one without policies. */
export type Contender = "all" | "idle" | "none";

/** Medians for one stack, judged by each pack. */
export interface PolicyScaleRow {
  readonly resources: number;
  readonly withPack: Amounts;
  readonly withIdlePack: Amounts;
  readonly withoutPack: Amounts;
  /**
   * What the pack adds for each resource, also by CrossGuard showing it to each policy, which is all that idle ones
   * take.
   */
  readonly perResource: Amounts;
}

type Amounts = Pick<PolicyRun, "milliseconds" | "kibibytes">;

/** What the pack costs with the number of resources: the shape of the JSON file. */
export interface PolicyScaleReport {
  readonly formatVersion: 1;
  readonly startedAt: string;
  readonly rounds: number;
  readonly rows: readonly PolicyScaleRow[];
  readonly targets: readonly Target[];
}

/** Judges stacks of each size, by each pack, in processes that take turns. */
export async function measurePolicyScale(
  rounds: number,
  show: (step: string) => void,
  run: (size: number, contender: Contender) => Promise<PolicyRun> = runChild,
): Promise<PolicyScaleReport> {
  const startedAt = new Date().toISOString();
  const rows: PolicyScaleRow[] = [];
  for (const size of SIZES) {
    const runs: Record<Contender, PolicyRun[]> = { all: [], idle: [], none: [] };
    for (let round = 1; round <= rounds; round++) {
      show(`${size} resources, round ${round} of ${rounds}`);
      for (const contender of ["all", "idle", "none"] as const) runs[contender].push(await run(size, contender));
    }
    rows.push(rowOf(runs));
  }
  return { formatVersion: 1, startedAt, rounds, rows, targets: targetsOf(rows) };
}

async function runChild(size: number, contender: Contender): Promise<PolicyRun> {
  const file = join(__dirname, "policy-scale-child.ts");
  // As the bundle that Pulumi starts, this leaves functions as they are written.
  const loader = join(__dirname, "..", "..", "start", "strip-types.cjs");
  const { stdout } = await execa(process.execPath, ["--require", loader, file, String(size), contender]);
  return JSON.parse(stdout) as PolicyRun;
}

function rowOf({ all, idle, none }: Readonly<Record<Contender, readonly PolicyRun[]>>): PolicyScaleRow {
  const resources = all[0]?.resources ?? 0;
  const [withPack, withIdlePack, withoutPack] = [mediansOf(all), mediansOf(idle), mediansOf(none)];
  const added = (amount: keyof Amounts) => (withPack[amount] - withoutPack[amount]) / resources;
  return {
    resources,
    withPack,
    withIdlePack,
    withoutPack,
    perResource: { milliseconds: added("milliseconds"), kibibytes: added("kibibytes") },
  };
}

function mediansOf(runs: readonly PolicyRun[]): Amounts {
  const median = (amount: keyof Amounts) => summarise(runs.map((run) => run[amount])).median;
  return { milliseconds: median("milliseconds"), kibibytes: median("kibibytes") };
}

/** Linear: three times the resources take no more than half as long again for each. */
function targetsOf(rows: readonly PolicyScaleRow[]): Target[] {
  const [before, last] = rows.slice(-2).map(({ perResource }) => perResource);
  if (!before || !last) return [];
  return [
    target("milliseconds for each resource of the largest stack", 1, last.milliseconds),
    target("KiB for each resource of the largest stack", 50, last.kibibytes),
    target(
      "time for each resource, of the largest stack to the one before",
      1.5,
      last.milliseconds / before.milliseconds,
    ),
  ];
}

function target(name: string, limit: number, value: number): Target {
  return { name, limit, value, met: value < limit };
}
