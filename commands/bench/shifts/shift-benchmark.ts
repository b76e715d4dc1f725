import { type Release, type TriedRelease, tryRelease } from "./bad-releases";
import { DISTURBANCES, type DisturbedShift, disturbShift } from "./disturbances";
import { type GoodShift, goodShift } from "./good-shifts";
import { ShiftGround, type ShiftSettings } from "./ground";
import { type KilledShift, killShift } from "./killed-shifts";

/** The parts of the benchmark, each of which can be run alone. */
export const PARTS = ["good", "bad", "kills", "faults"] as const;

export type Part = (typeof PARTS)[number];

/** What came of shifts in a running sandbox: the shape of the JSON file. */
export interface ShiftBenchmark {
  readonly formatVersion: 1;
  readonly startedAt: string;
  readonly settings: ShiftSettings;
  readonly good: readonly GoodShift[];
  readonly bad: readonly TriedRelease[];
  readonly kills: readonly KilledShift[];
  readonly faults: readonly DisturbedShift[];
  readonly ok: boolean;
}

/** What is done in a run. */
export interface ShiftPlan {
  readonly parts: readonly Part[];
  /** How many shifts between versions that do equally well. */
  readonly shifts: number;
  readonly releases: readonly Release[];
  /** How many shifts are killed. */
  readonly kills: number;
  /** How long a laptop sleeps, in seconds. */
  readonly sleep: number;
}

/** What a run tells of itself, and is told. */
export interface Run {
  readonly onStep: (step: string) => void;
  readonly goOn: () => boolean;
  /** Hears of all that was measured so far, each time that something was. */
  readonly onResult: (report: ShiftBenchmark) => void;
  /** Gives numbers from 0 up to 1. */
  readonly random: () => number;
}

/**
 * Makes shifts in the running sandbox, under load, and leaves it as it was found. What had not ended when it was told
 * to stop is left out.
 */
export async function benchmarkShifts(settings: ShiftSettings, plan: ShiftPlan, run: Run): Promise<ShiftBenchmark> {
  const startedAt = new Date().toISOString();
  const { goOn, onStep, random } = run;
  const has = (part: Part) => plan.parts.includes(part);
  const measured = { good: [], bad: [], kills: [], faults: [] } as Measured;
  const report = (): ShiftBenchmark => reportOf({ startedAt, settings, ...measured });
  onStep("making the sandbox ready");
  await ShiftGround.with(settings, goOn, async (ground) => {
    const each = async <T, R>(name: string, items: readonly T[], into: R[], measure: (item: T) => Promise<R>) => {
      for (const [index, item] of items.entries()) {
        if (!goOn()) return;
        onStep(`${name}: ${index + 1} of ${items.length}`);
        const result = await measure(item);
        if (ground.isCutShort) return;
        into.push(result);
        run.onResult(report());
      }
    };
    await each("shift", has("good") ? numbers(plan.shifts) : [], measured.good, () => goodShift(ground));
    await ground.reset();
    const limits = { sleep: plan.sleep, random };
    const [releases, kills, disturbances] = [
      has("bad") ? plan.releases : [],
      has("kills") ? numbers(plan.kills) : [],
      has("faults") ? DISTURBANCES : [],
    ];
    await each("bad release", releases, measured.bad, (release) => tryRelease(ground, release));
    await ground.release({});
    await each("kill", kills, measured.kills, (number) => killShift(ground, number, random));
    await each("disturbance", disturbances, measured.faults, (one) => disturbShift(one, ground, limits));
    onStep("putting the sandbox back");
  });
  return report();
}

interface Measured {
  readonly good: GoodShift[];
  readonly bad: TriedRelease[];
  readonly kills: KilledShift[];
  readonly faults: DisturbedShift[];
}

function reportOf(measured: Omit<ShiftBenchmark, "formatVersion" | "ok">): ShiftBenchmark {
  const all = [measured.good, measured.bad, measured.kills, measured.faults].flat();
  return { formatVersion: 1, ...measured, ok: all.length > 0 && all.every(({ wrong }) => wrong.length === 0) };
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}
