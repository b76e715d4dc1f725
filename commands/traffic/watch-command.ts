import { type Command } from "commander";
import { readStackWithAccess } from "../stack/cluster-access";
import { defaultStack } from "../stack/outputs";
import { EXIT } from "../terminal/command";
import { helpEnd } from "../terminal/help-end";
import { durationBetween, durationOption, requestRate, wholeNumber } from "../terminal/arguments";
import { meantPlans, probePage } from "./evidence/meant-plans";
import { placedPlans } from "./placed-plan";
import { askShift } from "./watch/ask-shift";
import { MeshWatch, type WatchOptions } from "./watch/mesh-watch";
import { JsonOutput, LineOutput, type WatchOutput } from "./watch/outputs";
import { RecordOutput } from "./watch/record-output";
import { watchUntilEnd } from "./watch/run-watch";
import { COLOURED, PLAIN } from "./watch/terminal/paint";
import { TerminalOutput } from "./watch/terminal/terminal-output";
import { WebOutput } from "./watch/web-output";

interface WatchFlags {
  readonly stack?: string;
  readonly rule?: string;
  readonly window: number;
  readonly for?: number;
  readonly probe?: number;
  readonly insecure?: true;
  readonly color: boolean;
  readonly report?: string;
  readonly web?: true;
  readonly port: number;
  readonly json?: true;
}

/** `traffic watch`: what each version does with each rule's requests, live. */
export function addWatchCommand(program: Command): void {
  program
    .command("watch")
    .description(
      "Shows live how each rule's requests are split, against its weights, and how each version answers them, as the callers' proxies log it.",
    )
    .argument("[service]", "the service to look at (default: all)")
    .option("--stack <name>", "the stack to watch (default: the sandbox's, where one runs)")
    .option("--rule <name>", "the rule to look at (default: all)")
    .addOption(durationOption("--window <duration>", "over how long figures are taken", ["5s", "10m"], "30s"))
    .option("--for <duration>", "ends after so long (default: when it is told to)", durationBetween("1s", "24h"))
    .option("--probe <rate>", "sends requests for rules that nobody calls, e.g. 10/s for each", requestRate)
    .option("--insecure", "with --probe: accept any certificate of the gateway, such as a self-signed one")
    .option("--report <file>", "writes what was seen as one page of HTML, once it ends")
    .option("--web", "shows the same as a live page, too, to browsers on this machine alone")
    .option("--port <number>", "with --web: the port of the page; 0 is any free one", wholeNumber(0, 65_535), 0)
    .option("--no-color", "shows it without colours, as the environment's NO_COLOR does")
    .option("--json", "print a line of JSON a second")
    .addHelpText(
      "after",
      helpEnd({
        examples: [
          "npm run traffic -- watch",
          "npm run traffic -- watch reviews --rule default --window 1m",
          "npm run traffic -- watch --probe 10/s --report shift.html",
        ],
        exitCodes: { [EXIT.ok]: "it ended as it was told to", [EXIT.unusable]: "it could not watch" },
      }),
    )
    .action(watch);
}

async function watch(service: string | undefined, flags: WatchFlags): Promise<void> {
  const record = new RecordOutput(flags.report);
  await record.requireWritable();
  const stack = flags.stack ?? defaultStack();
  const { outputs, access } = await readStackWithAccess(stack);
  const plans = meantPlans(placedPlans(outputs), stack, service, flags.rule);
  const options: WatchOptions = {
    stack,
    windowSeconds: flags.window,
    rule: flags.rule,
    ...(flags.probe !== undefined && {
      probe: { url: probePage(outputs, stack), perSecond: flags.probe, ...(flags.insecure && { insecure: true }) },
    }),
  };
  const web = flags.web ? await WebOutput.open({ port: flags.port, record }) : undefined;
  const mesh = await MeshWatch.open(access, plans, options).catch(async (error: unknown) => {
    await web?.close();
    throw error;
  });
  if (web) console.error(`The live page: ${web.url}`);
  const view = shown(flags, { stack, record, page: web?.url });
  await watchUntilEnd(mesh, [record, ...(web ? [web] : []), view], flags.for);
}

/** A view where there is a terminal, lines where there is none. */
function shown(
  { json, color }: WatchFlags,
  { stack, record, page }: { readonly stack: string; readonly record: RecordOutput; readonly page: string | undefined },
): WatchOutput {
  const { stdin, stdout } = process;
  if (json) return new JsonOutput(stdout);
  if (!stdout.isTTY) return new LineOutput(stdout);
  return new TerminalOutput({
    input: stdin,
    output: stdout,
    paint: color && stdout.hasColors() ? COLOURED : PLAIN,
    page,
    writeReport: () => record.write(),
    askShift: (wish) => askShift(stack, wish),
  });
}
