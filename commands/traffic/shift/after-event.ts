import { isDeepStrictEqual } from "node:util";
import { type ShiftEvent } from "./events";
import { type ShiftState } from "./shift-state";

/** What is kept of a shift after an event, however often it is told: an answer that was lost may have been a yes. */
export function afterEvent(state: ShiftState, event: ShiftEvent): ShiftState {
  const answered = withoutRequest(state);
  switch (event.event) {
    case "mirrors":
    case "step":
      return { ...state, updates: withLast(state.updates, event.update) };
    case "verdict": {
      const { step, decision, why, at } = event;
      // What was asked for is being done.
      return { ...answered, done: withLast(state.done, { step, decision, why, at }) };
    }
    case "gone back":
      return { ...answered, phase: "gone back", why: event.why, updates: withLast(state.updates, event.update) };
    case "paused":
      return { ...answered, phase: "paused", why: event.why };
    case "shifted":
      return { ...answered, phase: "shifted" };
    default:
      return state;
  }
}

function withoutRequest({ request: _, ...kept }: ShiftState): ShiftState {
  return kept;
}

function withLast<T>(items: readonly T[], last: T): T[] {
  return isDeepStrictEqual(items.at(-1), last) ? [...items] : [...items, last];
}
