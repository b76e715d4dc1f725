import { type ShiftEvent } from "./events";
import { type ShiftState } from "./shift-state";

/** What is kept of a shift after an event. */
export function afterEvent(state: ShiftState, event: ShiftEvent): ShiftState {
  const answered = withoutRequest(state);
  switch (event.event) {
    case "mirrors":
    case "step":
      return { ...state, updates: [...state.updates, event.update] };
    case "verdict": {
      const { step, decision, why, at } = event;
      // What was asked for is being done.
      return { ...answered, done: [...state.done, { step, decision, why, at }] };
    }
    case "gone back":
      return { ...answered, phase: "gone back", why: event.why, updates: [...state.updates, event.update] };
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
