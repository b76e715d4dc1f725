import { pulumiCommandOf } from "../../stack/pulumi-of";
import { EXIT, progress } from "../../terminal/command";
import { type Arrival, renderArrival, watchProxies } from "./arrival-seam";
import { move, type Move, type MoveContext, type Moved } from "./move";
import { renderRefusal, renderSplits } from "./render-move";

/** The options of every command that moves traffic. */
export interface MoveFlags {
  readonly stack?: string;
  readonly withOtherChanges?: true;
  readonly json?: true;
}

/** Makes a move, shows what it does, and sets the exit code by how it ended. */
export async function runMove(context: MoveContext, wanted: Move, flags: MoveFlags): Promise<Moved<Arrival>> {
  if (!flags.json) console.log(renderSplits(wanted.splits));
  const moved = await move(context, wanted, {
    withOtherChanges: flags.withOtherChanges ?? false,
    watchArrival: watchProxies,
    onProgress: (text) => progress.show(text),
  });
  progress.clear();
  process.exitCode = moved.kind === "moved" && moved.arrival.ok ? EXIT.ok : EXIT.differs;
  console.log(
    flags.json
      ? JSON.stringify({ formatVersion: 1, stack: context.stack, splits: wanted.splits, ...moved }, undefined, 2)
      : renderMoved(moved, context),
  );
  return moved;
}

function renderMoved(moved: Moved<Arrival>, { stack, file }: MoveContext): string {
  if (moved.kind === "refused") return renderRefusal(moved.others, file.name, pulumiCommandOf(stack));
  return `Update ${moved.update} of the stack ${stack}. ${renderArrival(moved.arrival)}`;
}

/** What to say where all is as it was asked for. */
export function tellNothingToDo(text: string, { stack }: MoveContext, { json }: MoveFlags): void {
  console.log(
    json ? JSON.stringify({ formatVersion: 1, stack, kind: "nothing to do", splits: [] }, undefined, 2) : text,
  );
}
