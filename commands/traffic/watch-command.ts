import { type Command } from "commander";
import { readStackWithAccess } from "../stack/cluster-access";
import { defaultStack } from "../stack/outputs";
import { durationBetween, requestRate } from "../terminal/arguments";
import { meantPlans, probePage } from "./evidence/meant-plans";
import { placedPlans } from "./placed-plan";
import { MeshWatch } from "./watch/mesh-watch";
import { JsonOutput, LineOutput } from "./watch/outputs";
import { watchUntilEnd } from "./watch/run-watch";

interface WatchFlags {
  readonly stack?: string;
  readonly rule?: string;
  readonly window: number;
  readonly for?: number;
  readonly probe?: number;
  readonly insecure?: true;
  readonly json?: true;
}

/** `traffic watch`: what each version does with each rule's requests, live. */
export function addWatchCommand(program: Command): void {
  program
    .command("watch")
    .description(
      "Shows live how each rule's requests are split, against its weights, and how each version answers them, as the callers' proxies log it.",
    )
    .argument("[service]", "the service whose rules are meant; all")
    .option("--stack <name>", "the stack to watch; the sandbox's, where one runs")
    .option("--rule <name>", "the one rule that is meant; all")
    .option("--window <duration>", "over how long figures are taken", durationBetween("5s", "10m"), 30)
    .option("--for <duration>", "ends after so long; else when it is told to", durationBetween("1s", "24h"))
    .option("--probe <rate>", "sends requests for rules that nobody calls, e.g. 10/s for each", requestRate)
    .option("--insecure", "with --probe: take any certificate of the gateway, such as a self-signed one")
    .option("--json", "print a line of JSON a second")
    .addHelpText("after", "\nExit code: 0 it ended as it was told to, 2 it could not watch.")
    .action(watch);
}

async function watch(service: string | undefined, flags: WatchFlags): Promise<void> {
  const stack = flags.stack ?? defaultStack();
  const { outputs, access } = await readStackWithAccess(stack);
  const plans = meantPlans(placedPlans(outputs), stack, service, flags.rule);
  const mesh = await MeshWatch.open(access, plans, {
    stack,
    windowSeconds: flags.window,
    rule: flags.rule,
    ...(flags.probe !== undefined && {
      probe: { url: probePage(outputs, stack), perSecond: flags.probe, ...(flags.insecure && { insecure: true }) },
    }),
  });
  await watchUntilEnd(mesh, [flags.json ? new JsonOutput(process.stdout) : new LineOutput(process.stdout)], flags.for);
}
