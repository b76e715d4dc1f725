import { type Command, InvalidArgumentError } from "commander";
import { milliseconds } from "../../../mesh/traffic/duration";
import { durationOption, httpAddress, numberBetween, requestRate, wholeNumber } from "../../terminal/arguments";
import { addMarginOptions, type MarginFlags } from "../evidence/margins";
import { DEFAULT_STEPS } from "./plan-steps";

/** The options of `traffic shift`. Durations are in seconds, shares in percent. */
export interface ShiftFlags extends MarginFlags {
  readonly rule?: string;
  readonly to: readonly string[];
  readonly steps: string;
  readonly hold: number;
  readonly progressDeadline: number;
  readonly maxErrorRate?: number;
  /** In milliseconds. */
  readonly maxP99?: number;
  readonly baseline?: string;
  readonly pauseAt?: readonly number[];
  readonly gate?: string;
  readonly promql?: string;
  readonly prometheus?: string;
  readonly onStep?: string;
  readonly onEvent?: string;
  readonly record?: string;
  readonly probe?: number;
  readonly mirrorFirst?: true;
  readonly dryRun?: true;
  readonly stack?: string;
  readonly json?: true;
}

/** Adds what a shift takes. */
export function addShiftOptions(command: Command): Command {
  return addMarginOptions(command)
    .requiredOption(
      "--to <weights...>",
      "VERSION=PERCENT at the end; versions that are not named share the rest as they do now",
    )
    .option("--rule <name>", "the rule to shift; `default` is the default route")
    .option(
      "--steps <percents>",
      "how far on the way to the target each step goes, in percent",
      DEFAULT_STEPS.join(","),
    )
    .addOption(durationOption("--hold <duration>", "the least time that a step lasts", ["1s", "1h"], "60s"))
    .addOption(
      durationOption(
        "--progress-deadline <duration>",
        "the longest time that a step lasts before the shift is paused",
        ["1s", "1h"],
        "30m",
      ),
    )
    .option(
      "--max-error-rate <percent>",
      "goes back when a gaining version fails more than this, whatever the others do",
      numberBetween(0, 100),
    )
    .option("--max-p99 <duration>", "goes back when a gaining version's p99 is longer, e.g. 500ms", latency)
    .option("--baseline <version>", "the one version to compare with (default: each that loses requests)")
    .option("--pause-at <percents>", "pauses after these steps, e.g. 25", percents)
    .option(
      "--gate <command>",
      "a command that is run every 5 s: 0 lets the shift go on, 75 holds it, anything else takes it back",
    )
    .option("--promql <expression>", "asked of --prometheus every 5 s: 0 takes the shift back, no value holds it")
    .option("--prometheus <url>", "the address of the Prometheus that --promql is asked of", httpAddress)
    .option(
      "--on-step <command>",
      "run after each update that changed the stack's file, to commit and push it; the shift pauses where it fails",
    )
    .option("--on-event <command>", "run for each event, which it gets as JSON on its standard input")
    .option("--record <file>", "writes all counts and verdicts into this file, for `traffic verify`")
    .option("--probe <rate>", "sends requests where nobody calls, e.g. 10/s", requestRate)
    .option(
      "--mirror-first",
      "before the first step sends the version copies of the rule's requests, for --hold, and judges what it makes of them; " +
        "copies are real requests: what the version writes or pays for them, it does",
    )
    .option("--dry-run", "says what would be done, and whether anything is in its way")
    .option("--stack <name>", "the stack to update (default: the sandbox's, where one runs)")
    .option("--json", "print each event as JSON, one on a line");
}

/** Reads a latency into milliseconds, as commander's argument parser. */
function latency(text: string): number {
  const value = milliseconds(text);
  if (value !== undefined && value >= 1) return value;
  throw new InvalidArgumentError("Expected a duration from 1ms on, such as 500ms or 2s.");
}

function percents(text: string): number[] {
  return text.split(",").map(wholeNumber(1, 100));
}
