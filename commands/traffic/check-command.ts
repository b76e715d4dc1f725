import { type Command } from "commander";
import { defaultStack, readStack } from "../stack/outputs";
import { gatewayUrl, numberBetween, wholeNumber } from "../terminal/arguments";
import { EXIT, progress } from "../terminal/command";
import { helpEnd } from "../terminal/help-end";
import { arrivalFirst } from "./arrival/arrival-first";
import { checkTraffic, type CheckOptions, DEFAULT_CHECK_OPTIONS } from "./check";
import { placedPlans } from "./placed-plan";
import { renderReport } from "./render-report";

interface CheckFlags extends Omit<CheckOptions, "timeoutSeconds"> {
  readonly stack?: string;
  readonly timeout: number;
  readonly url?: string;
  readonly json?: true;
}

/** `traffic check`: live requests against what the stack configures. */
export function addCheckCommand(program: Command): void {
  program
    .command("check")
    .description(
      "Sends requests through the gateway for every rule and compares which version answered with the configured split.",
    )
    .option("--stack <name>", "the stack to check (default: the sandbox's, where one runs)")
    .option("--url <address>", "the productpage to ask, instead of the stack's productpageUrl", gatewayUrl)
    .option(
      "--requests <n>",
      "requests per rule (default: enough to notice a share that is 5 points off)",
      wholeNumber(1, 1_000_000),
    )
    .option("--concurrency <n>", "requests at a time", wholeNumber(1, 256), DEFAULT_CHECK_OPTIONS.concurrency)
    .option(
      "--timeout <seconds>",
      "how long one answer may take",
      numberBetween(0.1, 600),
      DEFAULT_CHECK_OPTIONS.timeoutSeconds,
    )
    .option(
      "--alpha <probability>",
      "the share of false alarms per rule: what is less likely than this is reported",
      numberBetween(1e-9, 0.5),
      DEFAULT_CHECK_OPTIONS.alpha,
    )
    .option("--insecure", "accept any certificate of the gateway, such as a self-signed one")
    .option("--json", "print the report as JSON")
    .addHelpText(
      "after",
      helpEnd({
        examples: ["npm run traffic -- check", "npm run traffic -- check --stack dev --requests 2000"],
        exitCodes: {
          [EXIT.ok]: "all rules are as configured",
          [EXIT.differs]: "a split is off, or requests failed",
          [EXIT.unusable]: "nothing could be measured",
        },
      }),
    )
    .action(check);
}

async function check(flags: CheckFlags): Promise<void> {
  const stack = flags.stack ?? defaultStack();
  const outputs = await readStack(stack);
  const { productpageUrl, traffic, services = {} } = outputs;
  const notes: string[] = [];
  await arrivalFirst(
    stack,
    placedPlans(outputs),
    (note) => notes.push(note),
    (text) => progress.show(text),
  );

  const report = await checkTraffic(
    { url: flags.url ?? productpageUrl, plans: traffic, foreign: Object.keys(services) },
    { ...flags, timeoutSeconds: flags.timeout },
    ({ service, rule, done, requests }) => progress.show(`${service}, rule ${rule}: ${done} of ${requests} requests`),
  );
  progress.clear();
  for (const note of notes) console.error(note);
  console.log(flags.json ? JSON.stringify(report, undefined, 2) : renderReport(report));
  const measured = report.rules.some(({ status }) => status !== "not measured");
  process.exitCode = report.ok ? EXIT.ok : measured ? EXIT.differs : EXIT.unusable;
}
