import { type Command } from "commander";
import { knownWords } from "../../../config/problem/nearest";
import { namedRoutes } from "../../../mesh/traffic/named-route";
import { type Split } from "../../../mesh/traffic/split";
import { DEFAULT_RULE, type TrafficPlan } from "../../../mesh/traffic/traffic-plan";
import { defaultStack } from "../../stack/outputs";
import { EXIT, progress } from "../../terminal/command";
import { UserError } from "../../terminal/user-error";
import { placedOf, readMoveContext } from "../moves/move";
import { parseWeights } from "../moves/split-request";
import { renderEvent, type ShiftEvent } from "./events";
import { runningSplit } from "./move-split";
import { pairsOf } from "./pairs";
import { parseSteps, planSteps, targetSplit } from "./plan-steps";
import { requireShiftable } from "./requirements";
import { type Outcome, runShift } from "./run-shift";
import { addShiftOptions, type ShiftFlags } from "./shift-options";
import { ShiftSession } from "./shift-session";

/** Adds `traffic shift`. */
export function addShiftCommand(program: Command): void {
  addShiftOptions(
    program
      .command("shift")
      .description(
        "Shifts a rule's traffic to other versions step by step, and goes back by itself when they are worse.",
      )
      .argument("<service>", "the service, such as reviews"),
  )
    .addHelpText("after", "\nExit code: 0 shifted, 1 rolled back, 2 it could not begin or go on, 3 paused.")
    .action(shift);
}

/** How a shift's end is told to whoever started the process. */
const EXIT_OF: Readonly<Record<Outcome, number>> = { shifted: EXIT.ok, "gone back": EXIT.differs, paused: EXIT.paused };

async function shift(service: string, flags: ShiftFlags): Promise<void> {
  const stack = flags.stack ?? defaultStack();
  const percents = parseSteps(flags.steps);
  const weights = parseWeights(flags.to);
  const context = await readMoveContext(stack);
  const placed = placedOf(context, service);
  const rule = ruleOf(placed.plan, flags.rule, flags.to);
  requireVersions(placed.plan, weights);
  const from = runningSplit(context, service, rule);
  const to = targetSplit(from, weights, service);
  const steps = planSteps(from, to, percents);
  const onEvent = (event: ShiftEvent): void => {
    progress.clear();
    console.log(flags.json ? JSON.stringify(event) : renderEvent(event));
  };
  const pairs = pairsOf(from, to, flags.baseline);
  await requireShiftable(context, { placed, rule, from, to });
  const rules = {
    holdMs: flags.hold * 1000,
    deadlineMs: flags.progressDeadline * 1000,
    pauseAfter: flags.pauseAt ?? [],
  };
  const plan = { from, steps, rules };
  const session = await ShiftSession.open(plan, {
    ...{ stack, service, rule, context, placed, to, pairs, onEvent },
    margins: { error: flags.errorMargin / 100, latency: flags.latencyMargin / 100 },
    limits: { errorRate: flags.maxErrorRate === undefined ? undefined : flags.maxErrorRate / 100, p99: flags.maxP99 },
    show: (text) => progress.show(text),
    request: () => Promise.resolve(undefined),
  });
  try {
    await session.tell({ event: "begins", stack, from, to, steps });
    process.exitCode = EXIT_OF[await runShift(plan, 0, session)];
  } finally {
    progress.clear();
    await session.close();
  }
}

/** The rule that is meant. */
function ruleOf(plan: TrafficPlan, rule: string | undefined, to: readonly string[]): string {
  const names = namedRoutes(plan).map(({ name }) => name);
  if (rule === undefined && names.length > 1) {
    const commands = names.map(
      (name) => `  npm run traffic -- shift ${plan.service} --rule ${name} --to ${to.join(" ")}`,
    );
    throw new UserError(
      [`${plan.service} has ${names.length - 1} rules beside its default: say which split is meant.`, ...commands].join(
        "\n",
      ),
    );
  }
  const wanted = rule ?? DEFAULT_RULE;
  if (names.includes(wanted)) return wanted;
  throw new UserError(
    `The traffic of ${plan.service} has no rule ${JSON.stringify(wanted)}; ${knownWords(wanted, names)}`,
  );
}

function requireVersions({ service, versions }: TrafficPlan, weights: Split): void {
  const unknown = Object.keys(weights).find((version) => !versions.includes(version));
  if (unknown === undefined) return;
  throw new UserError(`${service} has no version ${JSON.stringify(unknown)}; ${knownWords(unknown, versions)}`);
}
