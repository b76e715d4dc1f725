import { type Command } from "commander";
import { knownWords } from "../../config/problem/nearest";
import { readStackWithAccess } from "../stack/cluster-access";
import { defaultStack } from "../stack/outputs";
import { numberBetween } from "../terminal/arguments";
import { EXIT, progress } from "../terminal/command";
import { helpEnd } from "../terminal/help-end";
import { UserError } from "../terminal/user-error";
import { awaitArrival } from "./arrival/arrival";
import { describeProgress, renderArrival } from "./arrival/render-arrival";
import { type PlacedPlan, placedPlans } from "./placed-plan";

interface WaitFlags {
  readonly stack?: string;
  readonly timeout: number;
  readonly json?: true;
}

/** `traffic wait`: which proxies hold the stack's routes, and which do not yet. */
export function addWaitCommand(program: Command): void {
  program
    .command("wait")
    .description("Waits until the proxies of all callers hold the stack's routes, as each proxy itself says.")
    .argument("[service...]", "the services whose routes to wait for (default: all that the stack splits)")
    .option("--stack <name>", "the stack to wait for (default: the sandbox's, where one runs)")
    .option("--timeout <seconds>", "how long to wait for the last proxy", numberBetween(0, 3600), 30)
    .option("--json", "print which proxy holds what as JSON")
    .addHelpText(
      "after",
      helpEnd({
        examples: ["npm run traffic -- wait", "npm run traffic -- wait reviews --timeout 10 --json"],
        exitCodes: {
          [EXIT.ok]: "all proxies have the routes",
          [EXIT.differs]: "some did not have them within the timeout",
          [EXIT.unusable]: "the proxies could not be looked at",
        },
      }),
    )
    .action(wait);
}

async function wait(services: readonly string[], flags: WaitFlags): Promise<void> {
  const stack = flags.stack ?? defaultStack();
  const { outputs, access } = await readStackWithAccess(stack);
  const report = await awaitArrival(access, chosen(placedPlans(outputs), services, stack), {
    timeoutSeconds: flags.timeout,
    onProgress: (all) => progress.show(describeProgress(all)),
  });
  progress.clear();
  console.log(flags.json ? JSON.stringify(report, undefined, 2) : renderArrival(report));
  process.exitCode = report.ok ? EXIT.ok : EXIT.differs;
}

function chosen(plans: readonly PlacedPlan[], services: readonly string[], stack: string): readonly PlacedPlan[] {
  const known = plans.map(({ plan }) => plan.service);
  const unknown = services.find((service) => !known.includes(service));
  if (unknown !== undefined) {
    throw new UserError(
      `The stack ${stack} splits no traffic of ${JSON.stringify(unknown)}; ` +
        (known.length > 0 ? knownWords(unknown, known) : "it has no traffic plan"),
    );
  }
  return services.length === 0 ? plans : plans.filter(({ plan }) => services.includes(plan.service));
}
