import { type Command } from "commander";
import { knownWords } from "../../config/problem/nearest";
import { readClusterAccess } from "../stack/cluster-access";
import { defaultStack, readStack } from "../stack/outputs";
import { EXIT } from "../terminal/command";
import { UserError } from "../terminal/user-error";
import { diffPlans, diffService, type ServiceDiff } from "./objects/diff";
import { readRouting } from "./objects/live-objects";
import { renderDiff } from "./objects/render-diff";
import { type PlacedPlan, placedPlans } from "./placed-plan";

interface DiffFlags {
  readonly stack?: string;
  readonly with?: string;
  readonly json?: true;
}

export function addDiffCommand(program: Command): void {
  program
    .command("diff")
    .description("Compares what a stack says of traffic with what runs in its cluster, or with another stack.")
    .argument("[service]", "one service; all that the stack configures where none is named")
    .option("--stack <name>", "the stack; the sandbox's, where one runs")
    .option("--with <stack>", "another stack to compare with, in the place of the cluster")
    .option("--json", "print the differences as JSON")
    .addHelpText("after", "\nExit code: 0 no difference, 1 something differs, 2 they could not be compared.")
    .action(diffTraffic);
}

async function diffTraffic(service: string | undefined, flags: DiffFlags): Promise<void> {
  const stack = flags.stack ?? defaultStack();
  const plans = chosen(placedPlans(await readStack(stack)), service, stack);
  const sides = { wanted: `stack ${stack}`, found: flags.with === undefined ? "the cluster" : `stack ${flags.with}` };
  const diffs = flags.with === undefined ? await withCluster(stack, plans) : await withStack(flags.with, plans);
  const report = {
    formatVersion: 1,
    ...sides,
    ok: diffs.every(({ objects }) => objects.length === 0),
    services: diffs,
  };
  console.log(flags.json ? JSON.stringify(report, undefined, 2) : renderDiff(diffs, sides, new Date()));
  process.exitCode = report.ok ? EXIT.ok : EXIT.differs;
}

async function withCluster(stack: string, plans: readonly PlacedPlan[]): Promise<ServiceDiff[]> {
  const access = await readClusterAccess(stack);
  const [first] = plans;
  const live = await readRouting(access, first?.namespace ?? "default");
  return plans.map((placed) => diffService(placed, "ISTIO_MUTUAL", live));
}

async function withStack(stack: string, plans: readonly PlacedPlan[]): Promise<ServiceDiff[]> {
  const others = placedPlans(await readStack(stack));
  return plans.map((placed) =>
    diffPlans(
      placed,
      others.find(({ plan }) => plan.service === placed.plan.service),
    ),
  );
}

function chosen(plans: readonly PlacedPlan[], service: string | undefined, stack: string): readonly PlacedPlan[] {
  if (plans.length === 0)
    throw new UserError(`The stack ${stack} configures the traffic of no service: nothing to compare.`);
  if (service === undefined) return plans;
  const found = plans.filter(({ plan }) => plan.service === service);
  if (found.length > 0) return found;
  const names = plans.map(({ plan }) => plan.service);
  throw new UserError(
    `The stack ${stack} configures no traffic of ${JSON.stringify(service)}; ${knownWords(service, names)}`,
  );
}
