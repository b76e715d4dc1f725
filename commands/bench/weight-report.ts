import { type Ratio, type Summary } from "./summary";

/** The ways of making a change that are held against each other. */
export const VARIANTS = ["program", "defaultHost", "emptyProgram", "floor", "kubectl"] as const;

export type Variant = (typeof VARIANTS)[number];

/** How long one change took, in seconds. */
export interface Timing {
  /** Writing the new weights into the stack's config; 0 where the variant has none. */
  readonly configure: number;
  /** Bringing them to the cluster. */
  readonly apply: number;
}

/** What a benchmark of weight changes found: the shape of its JSON file. All times are in seconds. */
export interface WeightReport {
  readonly formatVersion: 1;
  readonly startedAt: string;
  readonly rounds: number;
  readonly machine: Machine;
  /** The change that was made, back and forth. */
  readonly change: { readonly key: string; readonly from: string; readonly to: string };
  readonly series: Readonly<Record<Variant, Series>>;
  /** How the program compares with each of the others, from the command to its end. */
  readonly ratios: Readonly<Record<Exclude<Variant, "program">, Ratio>>;
  readonly targets: readonly Target[];
}

export interface Series {
  /** What was run and timed. */
  readonly what: string;
  readonly timings: readonly Timing[];
  /** Of both parts together. */
  readonly total: Summary;
  readonly apply: Summary;
}

export interface Target {
  readonly name: string;
  readonly limit: number;
  readonly value: number;
  readonly met: boolean;
}

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly system: string;
  readonly node: string;
  readonly pulumi: string;
  /** The machine's load average over the minute before the measurement: other work spoils it. */
  readonly loadAverage: number;
}
