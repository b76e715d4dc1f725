import { cpus, loadavg, release, totalmem, type } from "node:os";
import { ratioOf, summarise } from "./summary";
import { type Contender } from "./contenders";
import { type Machine, type Series, type Timing, type Variant, VARIANTS, type WeightReport } from "./weight-report";
import { type WeightChange } from "../../mesh/traffic/weight-setting";
import { type Split } from "../../mesh/traffic/split";

/** The program must take less than this share of what it takes on Pulumi's default TypeScript host. */
const UNDER_DEFAULT_HOST = 0.5;

/** The program must take at most this many times what an empty program takes, at the upper end of the interval. */
const MOST_OF_EMPTY_PROGRAM = 1.3;

export type Contenders = Readonly<Record<Variant, Contender>>;

/**
 * Times one change of weights in every way, round after round, and puts no way first every time. What the changes leave
 * behind is the caller's to fix. `goOn` is asked before every change; when it says no, the rounds that are not whole
 * are dropped.
 */
export async function measureRounds(
  contenders: Contenders,
  change: WeightChange,
  rounds: number,
  onStep: (round: number, variant: Variant) => void,
  goOn: () => boolean,
): Promise<Readonly<Record<Variant, Timing[]>>> {
  // The program has the stack in common with its other host: what the one has set, the other sets back.
  const next = { program: flip(change), emptyProgram: flip(change), floor: flip(change), kubectl: flip(change) };
  const splits = { ...next, defaultHost: next.program };
  const timings: Record<Variant, Timing[]> = { program: [], defaultHost: [], emptyProgram: [], floor: [], kubectl: [] };

  // Round 0 fills caches and is not counted.
  for (let round = 0; round <= rounds; round++) {
    const taken: [Variant, Timing][] = [];
    for (const variant of orderIn(round)) {
      if (!goOn()) return timings;
      onStep(round, variant);
      taken.push([variant, await contenders[variant].set(splits[variant]())]);
    }
    if (round > 0) for (const [variant, timing] of taken) timings[variant].push(timing);
  }
  return timings;
}

/** The variants, each round beginning with the next one. */
export function orderIn(round: number): Variant[] {
  const first = round % VARIANTS.length;
  return [...VARIANTS.slice(first), ...VARIANTS.slice(0, first)];
}

/** Gives the changed split, then the one before the change, then the changed one again, and so on. */
function flip({ from, to }: WeightChange): () => Split {
  let changed = false;
  return () => {
    changed = !changed;
    return changed ? to : from;
  };
}

/** Sums up what was measured. */
export function weightReport(
  measured: Readonly<Record<Variant, readonly Timing[]>>,
  contenders: Contenders,
  change: WeightChange,
  machine: Machine,
  startedAt: Date,
): WeightReport {
  const totals = (variant: Variant) => measured[variant].map(({ configure, apply }) => configure + apply);
  const series = (variant: Variant): Series => ({
    what: contenders[variant].what,
    timings: measured[variant],
    total: summarise(totals(variant)),
    apply: summarise(measured[variant].map(({ apply }) => apply)),
  });
  const ratio = (reference: Variant) => ratioOf(totals("program"), totals(reference));
  const ratios = {
    defaultHost: ratio("defaultHost"),
    emptyProgram: ratio("emptyProgram"),
    floor: ratio("floor"),
    kubectl: ratio("kubectl"),
  };
  return {
    formatVersion: 1,
    startedAt: startedAt.toISOString(),
    rounds: measured.program.length,
    machine,
    change: { key: change.key, from: splitText(change.from), to: splitText(change.to) },
    series: {
      program: series("program"),
      defaultHost: series("defaultHost"),
      emptyProgram: series("emptyProgram"),
      floor: series("floor"),
      kubectl: series("kubectl"),
    },
    ratios,
    targets: [
      {
        name: `under ${UNDER_DEFAULT_HOST} of Pulumi's default TypeScript host`,
        limit: UNDER_DEFAULT_HOST,
        value: ratios.defaultHost.ofMedians,
        met: ratios.defaultHost.ofMedians < UNDER_DEFAULT_HOST,
      },
      {
        name: `at most ${MOST_OF_EMPTY_PROGRAM} times an empty program, at the upper end of the 95 % interval`,
        limit: MOST_OF_EMPTY_PROGRAM,
        value: ratios.emptyProgram.interval[1],
        met: ratios.emptyProgram.interval[1] <= MOST_OF_EMPTY_PROGRAM,
      },
    ],
  };
}

function splitText(split: Split): string {
  return Object.entries(split)
    .map(([version, weight]) => `${version} ${weight}`)
    .join(", ");
}

/** The machine that a measurement is made on. */
export function thisMachine(pulumiVersion: string): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? "unknown",
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release()}`,
    node: process.version,
    pulumi: pulumiVersion,
    loadAverage: loadavg()[0] ?? NaN,
  };
}
