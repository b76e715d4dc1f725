import { type Command, InvalidArgumentError, Option } from "commander";
import { durationOption, numberBetween, wholeNumber } from "../../terminal/arguments";
import { EXIT, progress } from "../../terminal/command";
import { keepReport, outOption, type Output, showReport } from "../report-output";
import { untilStopped } from "../until-stopped";
import { type Release, RELEASES } from "./bad-releases";
import { renderShifts } from "./render-shifts";
import { benchmarkShifts, type Part, PARTS } from "./shift-benchmark";

interface ShiftsFlags extends Output {
  readonly only?: Part;
  readonly shifts: number;
  readonly releases: readonly Release[];
  readonly kills: number;
  /** Durations in seconds. */
  readonly sleep: number;
  readonly hold: number;
  readonly progressDeadline: number;
  /** Requests a second. */
  readonly rate: number;
  /** In points. */
  readonly errorMargin: number;
  /** In percent. */
  readonly latencyMargin: number;
}

/** 2,000 users, of whom a tenth is signed in. */
const USERS = { users: 2000, signedIn: 200 };

/** Adds `bench shifts`. */
export function addShiftsCommand(cli: Command): void {
  cli
    .command("shifts")
    .description(
      "Shifts traffic under load: to a version that does as well, to bad ones, killed, and with all kinds of things in the way.",
    )
    .addOption(new Option("--only <part>", "one part alone").choices(PARTS))
    .option("--shifts <n>", "shifts to a version that does as well", wholeNumber(1, 100), 10)
    .addOption(
      new Option("--releases <names>", `bad releases, of ${RELEASES.map(({ name }) => name).join(", ")}`)
        .argParser(releases)
        .default(RELEASES, "all"),
    )
    .option("--kills <n>", "shifts that are killed with -9", wholeNumber(1, 100), 20)
    .addOption(durationOption("--sleep <duration>", "how long a laptop sleeps", ["1s", "1h"], "60s"))
    .addOption(durationOption("--hold <duration>", "the least time that a step lasts", ["1s", "1h"], "60s"))
    .addOption(
      durationOption(
        "--progress-deadline <duration>",
        "the longest time that a step lasts before a shift is paused",
        ["1s", "1h"],
        "5m",
      ),
    )
    .option("--rate <n>", "requests a second", wholeNumber(1, 1000), 200)
    .option("--error-margin <points>", "the shifts' margin of errors", numberBetween(0.01, 100), 0.5)
    .option("--latency-margin <percent>", "the shifts' margin of latency", numberBetween(1, 1000), 50)
    .addOption(outOption("shifts.json"))
    .option("--json", "print the results as JSON")
    .action(shifts);
}

async function shifts(flags: ShiftsFlags): Promise<void> {
  const { only, hold, progressDeadline: deadline, rate, errorMargin, latencyMargin, ...rest } = flags;
  // The shift that is under way is paused and taken back, and the sandbox put back, before this process goes.
  const goOn = untilStopped(() => progress.show("stopping, and putting the sandbox back ..."));
  const report = await benchmarkShifts(
    { ...USERS, rate, errorMargin, latencyMargin, hold, deadline },
    { ...rest, parts: only === undefined ? PARTS : [only] },
    {
      goOn,
      random: Math.random,
      onStep: (step) => progress.show(step),
      onResult: (soFar) => keepReport(soFar, flags),
    },
  );
  showReport(report, renderShifts(report), flags);
  if (!report.ok) process.exitCode = EXIT.differs;
}

/** Reads names of bad releases, as commander's argument parser. */
function releases(text: string): Release[] {
  return text.split(",").map((name) => {
    const found = RELEASES.find((release) => release.name === name);
    if (found) return found;
    throw new InvalidArgumentError(`Expected some of ${RELEASES.map((release) => release.name).join(",")}.`);
  });
}
