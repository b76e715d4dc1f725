import { Option } from "commander";
import { CALLER_CHOICES } from "../../mesh/security/calls";
import { defaultStack } from "../stack/outputs";
import { OUTSIDE_URLS } from "../stack/sandbox/outside";
import { sandbox } from "../stack/sandbox/paths";
import { numberBetween, outsideUrl, wholeNumber } from "../terminal/arguments";
import { EXIT, type LoadCommand, npmCommand, progress, runCommand } from "../terminal/command";
import { helpEnd } from "../terminal/help-end";
import { UserError } from "../terminal/user-error";
import { checkSecurity } from "./check";
import { CheckedCluster } from "./cluster";
import { renderReport } from "./render-report";
import { readSecuredStack } from "./stack";

interface CheckFlags {
  readonly stack?: string;
  readonly attempts: number;
  readonly timeout: number;
  readonly caller?: readonly string[];
  readonly outside?: readonly string[];
  readonly image?: string;
  readonly plainNamespace?: string;
  readonly json?: true;
}

const program = npmCommand("security")
  .description("Compares what can be reached in a running stack with what the stack configures.")
  .addHelpText("after", helpEnd({ examples: ["npm run security -- check"], exitCodes: {} }));

program
  .command("check")
  .description("Calls every target as every caller, and compares who got through with who should.")
  .option("--stack <name>", "the stack to check (default: the sandbox's, where one runs)")
  .option("--attempts <n>", "how often each pair is tried", wholeNumber(1, 100), 3)
  .option("--timeout <seconds>", "how long one try may take", numberBetween(0.5, 60), 5)
  .addOption(new Option("--caller <names...>", "who calls (default: everyone)").choices(CALLER_CHOICES))
  .option("--outside <url>", "an address outside the mesh to try beside the listed ones, repeatable", outsideUrl)
  .option("--image <image>", "an image with Node for the client pods (default: that of ratings)")
  .option(
    "--plain-namespace <namespace>",
    "where the pod without a sidecar runs (default: the application's namespace)",
  )
  .option("--json", "print the report as JSON")
  .addHelpText(
    "after",
    helpEnd({
      examples: ["npm run security -- check", "npm run security -- check --caller reviews no-sidecar"],
      exitCodes: {
        [EXIT.ok]: "all is as configured",
        [EXIT.differs]: "something can be reached that should not, or the other way round",
        [EXIT.unusable]: "nothing could be measured",
      },
    }),
  )
  .action(check);

async function check(flags: CheckFlags): Promise<void> {
  const stack = flags.stack ?? defaultStack();
  const { productpageUrl, kubeconfig, security } = await readSecuredStack(stack);
  const interrupted = new AbortController();
  // A second signal ends at once, and leaves the pods to their deadline and a later check.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => interrupted.abort(new UserError("Interrupted; the client pods are removed.")));
  }
  progress.show("Starting a client pod for every caller ...");
  const report = await checkSecurity(
    { stack, productpageUrl, plan: security, cluster: new CheckedCluster(kubeconfig) },
    {
      attempts: flags.attempts,
      timeoutSeconds: flags.timeout,
      ...(flags.caller !== undefined && { callers: flags.caller }),
      outside: flags.outside ?? (stack === sandbox.stack ? OUTSIDE_URLS : []),
      ...(flags.image !== undefined && { image: flags.image }),
      ...(flags.plainNamespace !== undefined && { plainNamespace: flags.plainNamespace }),
    },
    (done, all) => progress.show(`${done.length} of ${all} callers done: ${done.join(", ")}`),
    interrupted.signal,
  );
  progress.clear();
  console.log(flags.json ? JSON.stringify(report, undefined, 2) : renderReport(report));
  process.exitCode = report.ok ? EXIT.ok : EXIT.differs;
}

export const loadCommand: LoadCommand = () => Promise.resolve(program);

if (require.main === module) void runCommand(program);
