import { type Command } from "commander";
import { numberBetween } from "../../terminal/arguments";
import { DEFAULT_MARGINS, type Margins } from "./compare-versions";

/** By how much a version may be worse, as options have it: in percentage points, and in percent. */
export interface MarginFlags {
  readonly errorMargin: number;
  readonly latencyMargin: number;
}

/** Adds the options that say by how much a version may be worse than the one that it replaces. */
export function addMarginOptions(command: Command): Command {
  return command
    .option(
      "--error-margin <points>",
      "by how many percentage points more of all requests may fail",
      numberBetween(0.01, 100),
      DEFAULT_MARGINS.error * 100,
    )
    .option(
      "--latency-margin <percent>",
      "by how many percent longer the typical and the slow requests may take",
      numberBetween(1, 1000),
      DEFAULT_MARGINS.latency * 100,
    );
}

export function marginsOf({ errorMargin, latencyMargin }: MarginFlags): Margins {
  return { error: errorMargin / 100, latency: latencyMargin / 100 };
}
