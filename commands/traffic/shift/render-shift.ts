import { splitText } from "./events";
import { type FoundShift } from "./find-shift";
import { howToGoOn } from "./carry-on";
import { isOver, type ShiftState } from "./shift-state";

/** What a shift is doing, in words. */
export type Standing = "running" | "going back" | "paused" | "dead" | "shifted" | "gone back";

/** What it is doing, seen from outside: one that nobody carries on does nothing. */
export function standingOf({ state, holder }: Pick<FoundShift, "state" | "holder">): Standing {
  if (state.phase !== "running" && state.phase !== "going back") return state.phase;
  return holder ? state.phase : "dead";
}

/** A shift for people. */
export function renderShift(found: FoundShift): string {
  const { state, holder } = found;
  const standing = standingOf(found);
  return [
    `${state.service}, ${state.rule}: ${standing}${state.why === undefined || standing === "running" ? "" : ` (${state.why})`}`,
    `  from ${splitText(state.from)}, to ${splitText(state.to)}, now ${splitText(state.runs)}`,
    ...(state.settings.mirror === undefined
      ? []
      : [`  ${state.at < 0 && !isOver(state) ? ">" : "x"} copies to ${state.settings.mirror}`]),
    ...state.steps.map(
      (step, index) => `  ${mark(state, index)} ${String(step.percent).padStart(3)} %  ${splitText(step.split)}`,
    ),
    ...state.done.map(({ step, decision, why, at }) => `  ${at.slice(11, 19)}  step ${step} ${decision}: ${why}`),
    `  begun by ${state.by} at ${state.startedAt.slice(0, 19).replace("T", " ")} UTC${holder ? `; ${holder.name} carries it on` : ""}`,
    ...(state.request ? [`  ${state.request.by} asks to ${state.request.what}`] : []),
    ...(holder || isOver(state) ? [] : [howToGoOn(state).replace(/^/gm, "  ")]),
  ].join("\n");
}

function mark({ at, phase }: ShiftState, index: number): string {
  if (index === at && phase !== "shifted" && phase !== "gone back") return ">";
  return (index < at && phase !== "gone back") || phase === "shifted" ? "x" : " ";
}
