import { type Command } from "commander";
import { isShortDefault } from "../../../config/sections/default-route";
import { type Split } from "../../../mesh/traffic/split";
import { defaultStack } from "../../stack/outputs";
import { EXIT } from "../../terminal/command";
import { helpEnd } from "../../terminal/help-end";
import { UserError } from "../../terminal/user-error";
import { placedOf, readMoveContext } from "../moves/move";
import { meantRoute, parseWeights, requireVersions } from "../moves/split-request";
import { writtenPlan } from "../moves/weight-place";
import { begin, newState } from "./begin";
import { carryOn, EXIT_OF } from "./carry-on";
import { renderEvent, splitText } from "./events";
import { runningSplit } from "./move-split";
import { pairsOf } from "./pairs";
import { requireMirrorable } from "./mirror-requirements";
import { parseSteps, planSteps, type Step, targetSplit } from "./plan-steps";
import { requireShiftable } from "./requirements";
import { addShiftOptions, type ShiftFlags } from "./shift-options";
import { type ShiftState } from "./shift-state";

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
    .addHelpText(
      "after",
      helpEnd({
        examples: [
          "npm run traffic -- shift reviews --rule roundrobin-user --to v3=100",
          "npm run traffic -- shift reviews --rule default --to v3=100 --dry-run",
        ],
        exitCodes: {
          [EXIT.ok]: "shifted",
          [EXIT.differs]: "rolled back",
          [EXIT.unusable]: "it could not begin, or not go on",
          [EXIT.paused]: "paused",
        },
      }),
    )
    .action(shift);
}

async function shift(service: string, flags: ShiftFlags): Promise<void> {
  const stack = flags.stack ?? defaultStack();
  const percents = parseSteps(flags.steps);
  const weights = parseWeights(flags.to);
  requirePrometheus(flags);
  const context = await readMoveContext(stack);
  const placed = placedOf(context, service);
  const { name: rule } = meantRoute(
    placed.plan,
    flags.rule,
    (name) => `npm run traffic -- shift ${service} --rule ${name} --to ${flags.to.join(" ")}`,
  );
  requireVersions(placed.plan, weights);
  const from = runningSplit(context, service, rule);
  const to = targetSplit(from, weights, service);
  const steps = planSteps(from, to, percents);
  if (steps.length === 0) return tellNothingToDo(stack, service, rule, from, flags);
  pairsOf(from, to, flags.baseline);
  requirePauses(flags.pauseAt ?? [], steps);
  await requireShiftable(context, { placed, rule, from, to });
  if (flags.mirrorFirst) await requireMirrorable(context.access, { placed, rule, from, to });
  const shortDefault = isShortDefault(writtenPlan(context.raw, service));
  const state = newState({ stack, service, rule, from, to, steps, shortDefault }, flags);
  if (flags.dryRun) return tellPlan(state, flags);
  const shift = await begin({ context, placed }, state);
  process.exitCode = EXIT_OF[await carryOn(shift, { kind: "begin", event: "begins" }, flags)];
}

function tellNothingToDo(stack: string, service: string, rule: string, split: Split, { json }: ShiftFlags): void {
  const text = `The split of ${service}, ${rule}, is so already: ${splitText(split)}.`;
  console.log(json ? JSON.stringify({ formatVersion: 1, event: "nothing to do", stack, service, rule, split }) : text);
}

function tellPlan({ id, stack, service, rule, from, to, steps, settings }: ShiftState, { json }: ShiftFlags): void {
  const event = { formatVersion: 1, at: new Date().toISOString(), id, service, rule } as const;
  const begins = {
    ...event,
    event: "begins",
    stack,
    from,
    to,
    steps,
    ...(settings.mirror !== undefined && { mirror: settings.mirror }),
  } as const;
  console.log(
    json
      ? JSON.stringify({ ...begins, dryRun: true })
      : `${renderEvent(begins)}\nNothing is in its way, and nothing was done (--dry-run).`,
  );
}

function requirePrometheus({ promql, prometheus }: ShiftFlags): void {
  if ((promql === undefined) === (prometheus === undefined)) return;
  throw new UserError(
    promql === undefined
      ? "--prometheus names whom to ask, and nothing says what: expected --promql EXPRESSION, too."
      : "--promql says what to ask, and nothing says whom: expected --prometheus URL, such as http://127.0.0.1:9090, too.",
  );
}

function requirePauses(pauses: readonly number[], steps: readonly Step[]): void {
  const percents = steps.map(({ percent }) => percent).filter((percent) => percent < 100);
  const wrong = pauses.find((pause) => !percents.includes(pause));
  if (wrong === undefined) return;
  throw new UserError(
    `--pause-at ${wrong} is not one of the shift's steps before the last: expected ${percents.join(", ") || "one of several --steps"}.`,
  );
}
