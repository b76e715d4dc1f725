import { requireRoot } from "../stack/sandbox/root";
import { wholeNumber } from "../terminal/arguments";
import { EXIT, type LoadCommand, npmCommand, progress, runCommand } from "../terminal/command";
import { helpEnd } from "../terminal/help-end";
import { benchmarkArrival } from "./arrival";
import { calibrate } from "./calibration/calibrate";
import { renderCalibration } from "./calibration/render-calibration";
import { killUpdates } from "./kills";
import { benchmarkMoves } from "./move-benchmark";
import { renderMoves } from "./render-moves";
import { renderSize, renderWeights } from "./render";
import { measurePolicyScale } from "./policy-scale";
import { renderArrivals } from "./render-arrival";
import { renderKills } from "./render-kills";
import { renderPolicyScale } from "./render-policy-scale";
import { outOption, type Output, showReport } from "./report-output";
import { addShiftsCommand } from "./shifts/shifts-command";
import { measureSize } from "./size";
import { untilStopped } from "./until-stopped";
import { benchmarkWeights } from "./weight-benchmark";

const cli = npmCommand("bench")
  .description("Measures the running sandbox, the policy pack, or how often the comparison of versions is wrong.")
  .hook("preAction", (_, action) => {
    if (!["policies", "calibration"].includes(action.name())) requireRoot("npm run bench");
  });

cli
  .command("weights", { isDefault: true })
  .description(
    "Times a weight change (pulumi config, pulumi up) against Pulumi's default TypeScript host, an empty program and kubectl.",
  )
  .option("--rounds <n>", "rounds; each way is timed once in each", wholeNumber(1, 1000), 7)
  .addOption(outOption("weights.json"))
  .option("--json", "print the measurements as JSON")
  .action(weights);

cli
  .command("size")
  .description("Measures memory, disk and idle processor time, and compares them with the sandbox's limits.")
  .option("--seconds <n>", "how long to watch the idle processor", wholeNumber(1, 3600), 30)
  .addOption(outOption("size.json"))
  .option("--json", "print the measurements as JSON")
  .action(size);

cli
  .command("kills")
  .description(
    "Kills updates of the stack with -9 and compares what the next command makes of it with an undisturbed stack.",
  )
  .option("--first-up <n>", "first updates, at any moment", wholeNumber(0, 100), 7)
  .option("--helm <n>", "first updates, while a Helm release is made", wholeNumber(0, 100), 3)
  .option("--weights <n>", "weight changes", wholeNumber(0, 100), 5)
  .option("--destroy <n>", "destroys", wholeNumber(0, 100), 5)
  .addOption(outOption("kills.json"))
  .option("--json", "print the results as JSON")
  .action(kills);

cli
  .command("arrival")
  .description("Times how long weight changes take to the first and the last proxy, from the watch's event on.")
  .option("--changes <n>", "weight changes", wholeNumber(1, 1000), 50)
  .addOption(outOption("arrival.json"))
  .option("--json", "print the measurements as JSON")
  .action(arrival);

cli
  .command("moves")
  .description("Moves weight by updates while requests go through the gateway, and counts those that fail.")
  .option("--changes <n>", "how many changes", wholeNumber(1, 1000), 50)
  .option("--rate <n>", "requests a second", wholeNumber(1, 10_000), 200)
  .addOption(outOption("moves.json"))
  .option("--json", "print the results as JSON")
  .action(moves);

cli
  .command("policies")
  .description("Times the policy pack, and its memory, on stacks of 10 to 3,000 resources; it needs no sandbox.")
  .option("--rounds <n>", "rounds; each stack is judged with and without policies in each", wholeNumber(1, 100), 3)
  .addOption(outOption("policies.json"))
  .option("--json", "print the measurements as JSON")
  .action(policies);

cli
  .command("calibration")
  .description(
    "Simulates shifts of traffic and counts how often the comparison of two versions is wrong; it needs no sandbox.",
  )
  .option("--shifts <n>", "simulated shifts of each kind", wholeNumber(1, 1_000_000), 10_000)
  .option("--seed <n>", "what the random numbers begin with", wholeNumber(0, 1_000_000_000), 1)
  .addOption(outOption("calibration.json"))
  .option("--json", "print the results as JSON")
  .action(calibration);

addShiftsCommand(cli);

for (const command of [cli, ...cli.commands]) {
  const example = command === cli ? "npm run bench" : `npm run bench -- ${command.name()}`;
  command.addHelpText(
    "after",
    helpEnd({
      examples: [example, command === cli ? `${example} -- --rounds 30` : `${example} --json`],
      exitCodes: {
        [EXIT.ok]: "all targets are met",
        [EXIT.differs]: "a target is missed",
        [EXIT.unusable]: "nothing could be measured",
      },
    }),
  );
}

async function weights({ rounds, ...output }: Output & { readonly rounds: number }): Promise<void> {
  // A change that is under way comes to its end, and the weights are put back, before this process goes.
  const goOn = untilStopped(() => progress.show("stopping after the change that is under way ..."));
  const report = await benchmarkWeights(rounds, (step) => progress.show(step), goOn);
  showReport(report, renderWeights(report), output);
  if (!report.targets.every(({ met }) => met)) process.exitCode = EXIT.differs;
}

async function size({ seconds, ...output }: Output & { readonly seconds: number }): Promise<void> {
  progress.show(`watching the idle sandbox for ${seconds} s`);
  const report = await measureSize(seconds);
  showReport(report, renderSize(report), output);
  if (!report.ok) process.exitCode = EXIT.differs;
}

async function arrival({ changes, ...output }: Output & { readonly changes: number }): Promise<void> {
  // The weights are put back before this process goes.
  const goOn = untilStopped();
  const report = await benchmarkArrival(changes, (step) => progress.show(step), goOn);
  showReport(report, renderArrivals(report), output);
  if (!report.targets.every(({ met }) => met)) process.exitCode = EXIT.differs;
}

interface KillOptions extends Output {
  readonly firstUp: number;
  readonly helm: number;
  readonly weights: number;
  readonly destroy: number;
}

async function kills({ firstUp, helm, weights, destroy, ...output }: KillOptions): Promise<void> {
  // The update that is under way is killed and completed, before this process goes.
  const goOn = untilStopped();
  const report = await killUpdates(
    { "first up": firstUp, "Helm release": helm, "weight change": weights, destroy },
    Math.random,
    (step) => progress.show(step),
    goOn,
  );
  showReport(report, renderKills(report), output);
  if (!report.ok) process.exitCode = EXIT.differs;
}

interface MoveFlags extends Output {
  readonly changes: number;
  readonly rate: number;
}

async function moves({ changes, rate, ...output }: MoveFlags): Promise<void> {
  // The change that is under way comes to its end, and the weights are put back, before this process goes.
  const goOn = untilStopped();
  const onStep = (step: string) => progress.show(step);
  const report = await benchmarkMoves({ changes, rate, onStep, goOn });
  showReport(report, renderMoves(report), output);
  if (!report.ok) process.exitCode = EXIT.differs;
}

interface CalibrationOptions extends Output {
  readonly shifts: number;
  readonly seed: number;
}

function calibration({ shifts, seed, ...output }: CalibrationOptions): void {
  const report = calibrate(shifts, seed, (step) => progress.show(step));
  showReport(report, renderCalibration(report), output);
  if (!report.ok) process.exitCode = EXIT.differs;
}

async function policies({ rounds, ...output }: Output & { readonly rounds: number }): Promise<void> {
  const report = await measurePolicyScale(rounds, (step) => progress.show(step));
  showReport(report, renderPolicyScale(report), output);
  if (!report.targets.every(({ met }) => met)) process.exitCode = EXIT.differs;
}

export const loadCommand: LoadCommand = () => Promise.resolve(cli);

if (require.main === module) void runCommand(cli);
