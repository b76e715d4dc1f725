import { pulumiCommandOf } from "../../stack/pulumi-of";
import { EXIT, progress } from "../../terminal/command";
import { placedPlans } from "../placed-plan";
import { type Arrival, renderArrival, watchProxies } from "./arrival-seam";
import { move, type Move, type MoveContext, type Moved } from "./move";
import { renderRefusal, renderSplits } from "./render-move";

/** The options of every command that moves traffic. */
export interface MoveFlags {
  readonly stack?: string;
  readonly withOtherChanges?: true;
  readonly json?: true;
}

/** Makes one update, tells what it does and how it went, and sets the exit code by that. */
export async function makeMove(context: MoveContext, wanted: Move, flags: MoveFlags): Promise<Moved<Arrival>> {
  const { stack } = context;
  if (wanted.splits.length > 0) tell(renderSplits(wanted.splits), flags);
  const moved = await move(context, wanted, {
    withOtherChanges: flags.withOtherChanges ?? false,
    watchArrival: watchProxies,
    onProgress: (text) => progress.show(text),
  });
  progress.clear();
  process.exitCode = moved.kind === "moved" && moved.arrival.ok ? EXIT.ok : EXIT.differs;
  if (flags.json) console.log(JSON.stringify({ formatVersion: 1, stack, splits: wanted.splits, ...moved }));
  else console.log(renderMoved(moved, context));
  return moved;
}

/** Whether the proxies that call services hold now what the last update said. */
export async function arrivalNow({ access, outputs }: MoveContext, services: readonly string[]): Promise<Arrival> {
  const plans = placedPlans(outputs).filter(({ plan }) => services.includes(plan.service));
  progress.show("asking the proxies ...");
  const watch = await watchProxies(access, plans);
  try {
    return await watch.arrived(plans);
  } finally {
    await watch.close();
    progress.clear();
  }
}

function renderMoved(moved: Moved<Arrival>, { stack, file }: MoveContext): string {
  if (moved.kind === "refused") return renderRefusal(moved.others, file.name, pulumiCommandOf(stack));
  return `Update ${moved.update} of the stack ${stack}. ${renderArrival(moved.arrival)}`;
}

/** Says something to people; what reads JSON gets nothing but that. */
export function tell(text: string, { json }: MoveFlags): void {
  if (!json) console.log(text);
}

/** What to say where all is as it was asked for. */
export function tellNothingToDo(text: string, { stack }: MoveContext, { json }: MoveFlags): void {
  console.log(json ? JSON.stringify({ formatVersion: 1, stack, splits: [], kind: "nothing to do" }) : text);
}
