import { defaultStack, readStack } from "../stack/outputs";
import { gatewayUrl, header, label, numberBetween, wholeNumber } from "../terminal/arguments";
import { EXIT, npmCommand, progress, runCommand } from "../terminal/command";
import { addAdoptCommand } from "./adopt-command";
import { arrivalFirst } from "./arrival/arrival-first";
import { checkTraffic, type CheckOptions, DEFAULT_CHECK_OPTIONS } from "./check";
import { addEvidenceCommand } from "./evidence/evidence-command";
import { addDiffCommand } from "./diff-command";
import { decisions, renderDecisions } from "./explain";
import { addLogCommand } from "./log-command";
import { addRetireCommand } from "./retire-command";
import { addSetCommand } from "./set-command";
import { placedPlans } from "./placed-plan";
import { renderReport } from "./render-report";
import { addWaitCommand } from "./wait-command";
import { addUndoCommand } from "./undo-command";

interface StackOption {
  readonly stack?: string;
}

interface CheckFlags extends StackOption, Omit<CheckOptions, "timeoutSeconds"> {
  readonly timeout: number;
  readonly url?: string;
  readonly json?: true;
}

interface ExplainFlags extends StackOption {
  readonly header?: Readonly<Record<string, string>>;
  readonly label?: Readonly<Record<string, string>>;
  readonly uri: string;
  readonly method: string;
  readonly json?: true;
}

const program = npmCommand("traffic").description("Holds live traffic against what the stack configures.");

program
  .command("check")
  .description(
    "Sends requests through the gateway for every rule and compares which version answered with the configured split.",
  )
  .option("--stack <name>", "the stack to check; the sandbox's, where one runs")
  .option("--url <address>", "the productpage to ask, in place of the stack's productpageUrl", gatewayUrl)
  .option(
    "--requests <n>",
    "requests per rule; as many as it takes to notice a version's share that is 5 points off",
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
    "how unlikely counts must be to count as wrong: the share of false alarms per rule",
    numberBetween(1e-9, 0.5),
    DEFAULT_CHECK_OPTIONS.alpha,
  )
  .option("--insecure", "take any certificate of the gateway, such as a self-signed one")
  .option("--json", "print the report as JSON")
  .addHelpText(
    "after",
    "\nExit code: 0 all rules as configured, 1 a split is off or requests failed, 2 nothing could be measured.",
  )
  .action(check);

program
  .command("explain")
  .description("Says which rule decides about a request, and how it is split.")
  .option("--stack <name>", "the stack to read; the sandbox's, where one runs")
  .option("--header <name=value>", "a header of the request, repeatable", header)
  .option("--uri <path>", "the request's path", "/")
  .option("--method <method>", "the request's method", "GET")
  .option("--label <name=value>", "a label of the calling pod, repeatable", label)
  .option("--json", "print the decisions as JSON")
  .action(explainRequest);

addEvidenceCommand(program);
addWaitCommand(program);
addAdoptCommand(program);
addSetCommand(program);
addUndoCommand(program);
addLogCommand(program);
addDiffCommand(program);
addRetireCommand(program);

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

async function explainRequest(flags: ExplainFlags): Promise<void> {
  const { traffic } = await readStack(flags.stack ?? defaultStack());
  const { header: headers = {}, label: sourceLabels = {}, method, uri } = flags;
  const decided = decisions(traffic, { headers, method, sourceLabels, uri });
  console.log(flags.json ? JSON.stringify(decided, undefined, 2) : renderDecisions(decided));
}

void runCommand(program);
