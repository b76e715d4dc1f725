import { type Command, Option } from "commander";
import { today } from "../../policies/engine/exceptions";
import { PROFILES } from "../../policies/engine/policy";
import { defaultStack } from "../stack/outputs";
import { calendarDay } from "../terminal/arguments";
import { EXIT, type LoadCommand, npmCommand, runCommand } from "../terminal/command";
import { helpEnd } from "../terminal/help-end";
import { UserError } from "../terminal/user-error";
import { againstBaseline, readBaseline, writeBaseline } from "./baseline";
import { asAdvice, disabledPolicies, keptExceptions, packConfig } from "./pack-config";
import { renderJunit } from "./render-junit";
import { renderMarkdown } from "./render-markdown";
import { renderSarif } from "./render-sarif";
import { renderText } from "./render-text";
import { type Review, reviewOf } from "./review";
import { assertWritable, writeReport } from "./report-file";
import { runPulumi } from "./run-pulumi";

/** The stack is in order; a policy refuses it or could not look at everything; there was nothing to review. */
const EXIT_CODES: Readonly<Record<Review["verdict"], number>> = {
  passed: EXIT.ok,
  violated: EXIT.differs,
  unchecked: EXIT.differs,
  failed: EXIT.unusable,
};

interface Flags {
  readonly stack?: string;
  readonly profile: string;
  readonly config?: string;
  readonly state?: true;
  readonly allowUnchecked?: true;
  readonly allowReplace: readonly string[];
  readonly json?: true;
  readonly sarif?: string;
  readonly junit?: string;
  readonly markdown?: string;
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly until: string;
}

function policyCommand(): Command {
  return npmCommand("policy")
    .description("Reviews a stack with the policy pack, and changes nothing.")
    .option("--stack <name>", "the stack to review (default: the sandbox's, where one runs)")
    .addOption(new Option("--profile <name>", "how strict to be").choices(PROFILES).default("prod"))
    .addOption(new Option("--config <file>", "a config file for the pack, instead of a profile").conflicts("profile"))
    .option("--state", "review what is deployed now, without running the program")
    .option("--allow-unchecked", "report what could not be checked, but do not fail for it")
    .addOption(
      new Option(
        "--allow-replace <name...>",
        "let this run replace or delete a cluster, node group, network or load balancer",
      ).default([], "none"),
    )
    .option("--json", "print the review as JSON")
    .option("--sarif <file>", "write it as SARIF 2.1.0, too")
    .option("--junit <file>", "write it as JUnit XML, too")
    .option("--markdown <file>", "write it as Markdown, too, for a comment on a pull request")
    .option("--baseline <file>", "fail only for findings that are not in this file, or whose last day there is over")
    .addOption(
      new Option(
        "--write-baseline <file>",
        "write today's findings into a baseline, and fail for none of them",
      ).conflicts("baseline"),
    )
    .option("--until <day>", "with --write-baseline: the last day on which its findings pass", calendarDay, inDays(90))
    .addHelpText(
      "after",
      helpEnd({
        examples: [
          "npm run policy",
          "npm run policy -- --stack prod --markdown review.md",
          "npm run policy -- --stack dev --state --profile strict",
        ],
        exitCodes: {
          [EXIT.ok]: "passed",
          [EXIT.differs]: "refused, or something could not be checked",
          [EXIT.unusable]: "the stack could not be reviewed",
        },
        notes: ["Exceptions for a stack are in policies/exceptions/STACK.json."],
      }),
    )
    .action(review);
}

/** The files that a review is written to, each named by an option. */
const REPORTS: Readonly<Record<"sarif" | "junit" | "markdown", (review: Review) => string>> = {
  sarif: renderSarif,
  junit: renderJunit,
  markdown: renderMarkdown,
};

async function review(flags: Flags): Promise<void> {
  const stack = flags.stack ?? defaultStack();
  const source = flags.state ? "state" : "preview";
  const config = packConfig({
    profile: flags.profile,
    file: flags.config,
    stack,
    allowUnchecked: flags.allowUnchecked ?? false,
  });
  const day = today();
  const named = flags.allowReplace.map((resource) => ({ resource, reason: "--allow-replace", expires: day }));
  const allowed = { exceptions: [...named, ...keptExceptions(stack)], today: day };
  const reports = (["sarif", "junit", "markdown"] as const).flatMap((kind) => {
    const file = flags[kind];
    return file === undefined ? [] : [{ option: `--${kind}`, file, render: REPORTS[kind] }];
  });
  for (const { option, file } of reports) assertWritable(option, file);

  console.error(`${source === "preview" ? "Previewing" : "Looking at the state of"} ${stack} with the policy pack ...`);
  const known = flags.baseline === undefined ? [] : readBaseline(flags.baseline);
  const comparing = flags.baseline ?? flags.writeBaseline;
  const advice = asAdvice(config);
  const run = await runPulumi({ stack, config: comparing === undefined ? config : advice.config, source });
  const events = comparing === undefined ? run.events : advice.restored(run.events);
  const found = reviewOf(events, {
    stack,
    profile: flags.config ?? flags.profile,
    source,
    disabled: disabledPolicies(config),
    exitCode: run.exitCode,
    stderr: run.stderr,
    allowed,
  });
  if (flags.writeBaseline !== undefined) return keep(flags.writeBaseline, found, flags.until);
  const result = flags.baseline === undefined ? found : againstBaseline(found, flags.baseline, known, day);

  // What the run came to is told first: a full disk then costs the files alone.
  console.log(
    flags.json
      ? JSON.stringify({ formatVersion: 1, ...result }, undefined, 2)
      : renderText(result, process.stdout.columns ?? 160),
  );
  process.exitCode = EXIT_CODES[result.verdict];
  for (const { option, file, render } of reports) writeReport(option, file, render(result));
}

/** Writes a baseline of what was found, unless the run itself failed: it would then know too little. */
function keep(file: string, review: Review, until: string): void {
  if (review.errors.length > 0 || !review.isWhole) {
    throw new UserError(`${file} was not written: Pulumi failed.\n${review.errors.join("\n")}`);
  }
  const count = writeBaseline(file, review, until);
  console.log(
    `${file} has ${count} findings, which pass until ${until}. From now on:  npm run policy -- --baseline ${file}`,
  );
}

function inDays(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

export const loadCommand: LoadCommand = () => Promise.resolve(policyCommand());

if (require.main === module) void runCommand(policyCommand());
