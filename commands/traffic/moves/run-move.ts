import { pulumiCommandOf } from "../../stack/pulumi-of";
import { EXIT, progress } from "../../terminal/command";
import { placedPlans } from "../placed-plan";
import { type ArrivalOptions, awaitArrival, watchArrival } from "../arrival/arrival";
import { describeProgress, renderArrival } from "../arrival/render-arrival";
import { type ArrivalReport } from "../arrival/report";
import { move, type Move, type MoveContext, type Moved } from "./move";
import { renderRefusal, renderSplits } from "./render-move";

/** The options of every command that moves traffic. */
export interface MoveFlags {
  readonly stack?: string;
  /** How long the proxies may take, in seconds. */
  readonly timeout: number;
  readonly withOtherChanges?: true;
  readonly json?: true;
}

/** Makes one update, tells what it does and how it went, and sets the exit code by that. */
export async function makeMove(context: MoveContext, wanted: Move, flags: MoveFlags): Promise<Moved> {
  const { stack } = context;
  if (wanted.splits.length > 0) tell(renderSplits(wanted.splits), flags);
  const moved = await move(context, wanted, {
    withOtherChanges: flags.withOtherChanges ?? false,
    watchArrival: (access, plans) => watchArrival(access, plans, arrivalOptions(flags)),
    onProgress: (text) => progress.show(text),
  });
  progress.clear();
  process.exitCode = moved.kind === "moved" && moved.arrival.ok ? EXIT.ok : EXIT.differs;
  if (flags.json) console.log(JSON.stringify({ formatVersion: 1, stack, splits: wanted.splits, ...moved }));
  else console.log(renderMoved(moved, context));
  return moved;
}

/** Whether the proxies that call services hold now what the last update said. */
export async function arrivalNow(
  { access, outputs }: MoveContext,
  services: readonly string[],
  flags: MoveFlags,
): Promise<ArrivalReport> {
  const plans = placedPlans(outputs).filter(({ plan }) => services.includes(plan.service));
  const arrival = await awaitArrival(access, plans, arrivalOptions(flags));
  progress.clear();
  return arrival;
}

function arrivalOptions({ timeout }: MoveFlags): ArrivalOptions {
  return { timeoutSeconds: timeout, onProgress: (all) => progress.show(describeProgress(all)) };
}

function renderMoved(moved: Moved, { stack, file }: MoveContext): string {
  if (moved.kind === "refused") return renderRefusal(moved.others, file.name, pulumiCommandOf(stack));
  return `Update ${moved.update} of the stack ${stack} is done.\n${renderArrival(moved.arrival)}`;
}

/** Says something to people; what reads JSON gets nothing but that. */
export function tell(text: string, { json }: MoveFlags): void {
  if (!json) console.log(text);
}

/** What to say where all is as it was asked for. */
export function tellNothingToDo(text: string, { stack }: MoveContext, { json }: MoveFlags): void {
  console.log(json ? JSON.stringify({ formatVersion: 1, stack, splits: [], kind: "nothing to do" }) : text);
}
