import { SHIFT_VARIABLE } from "../../../mesh/traffic/shift-mark";
import { EXIT, progress } from "../../terminal/command";
import { UserError } from "../../terminal/user-error";
import { type MoveContext } from "../moves/move";
import { type PlacedPlan } from "../placed-plan";
import { type Request } from "./decide";
import { renderEvent, type ShiftEvent } from "./events";
import { OtherChanges } from "./move-split";
import { goBack, type Outcome, runShift } from "./run-shift";
import { ShiftSession } from "./shift-session";
import { LeaseTaken, type ShiftLease } from "./shift-lease";
import { type ShiftState } from "./shift-state";
import { type ShiftStore } from "./shift-store";

/** A shift that this process has the Lease of. */
export interface ShiftInHand {
  readonly context: MoveContext;
  readonly placed: PlacedPlan;
  readonly store: ShiftStore;
  readonly lease: ShiftLease;
  /** As it is kept. */
  readonly state: ShiftState;
}

/** What is to become of it. */
export type Way =
  | { readonly kind: "begin"; readonly event: "begins" | "resumes" }
  | { readonly kind: "go back"; readonly why: string };

/** How a shift's end is told to whoever started the process. */
export const EXIT_OF: Readonly<Record<Outcome, number>> = {
  shifted: EXIT.ok,
  "gone back": EXIT.differs,
  paused: EXIT.paused,
};

/**
 * Carries a shift on in this process, until it is done, has gone back or is paused, and gives the Lease back.
 *
 * @throws UserError where it can't go on; what it had done by then is kept, so that it can be resumed or aborted
 */
export async function carryOn(shift: ShiftInHand, way: Way, { json }: { readonly json?: true }): Promise<Outcome> {
  const { state, store, lease } = shift;
  const interrupted = new CtrlC();
  // The program refuses what would take traffic from a shift, but not the shift itself.
  process.env[SHIFT_VARIABLE] = state.id;
  try {
    const session = await ShiftSession.open({
      ...shift,
      onEvent: (event) => print(event, json),
      show: (text) => progress.show(text),
      asked: () => interrupted.request,
    });
    try {
      const { steps, from, to, stack, settings } = state;
      const { mirror } = settings;
      if (way.kind === "go back") return await goBack(way.why, session);
      await session.tell(
        way.event === "begins"
          ? { event: "begins", stack, from, to, steps, ...(mirror !== undefined && { mirror }) }
          : { event: "resumes", step: state.at + 1, steps: steps.length },
      );
      const { holdMs, deadlineMs, pauseAfter } = settings;
      return await runShift({ from, steps, mirror, rules: { holdMs, deadlineMs, pauseAfter } }, state.at, session);
    } finally {
      progress.clear();
      await session.close();
    }
  } catch (error) {
    // Of a shift that another process has taken over nothing is noted.
    if (!(error instanceof UserError) || error instanceof LeaseTaken) throw error;
    const hasMoved = !(error instanceof OtherChanges) || state.updates.length > 0;
    await store.change((kept) => stopped(kept, error.message, hasMoved)).catch(() => undefined);
    if (!hasMoved) throw error;
    throw new UserError(`${error.message}\n${howToGoOn(state)}`);
  } finally {
    interrupted.end();
    await lease.release();
  }
}

/** What is kept of a shift that could not go on: one that was going back still has to, one that never moved is over. */
function stopped(state: ShiftState, why: string, hasMoved: boolean): ShiftState {
  if (hasMoved) return state.phase === "running" ? { ...state, phase: "paused", why } : state;
  const { updating: _, ...unmoved } = state;
  return { ...unmoved, phase: "gone back", why };
}

/** The commands for a shift that nobody carries on. */
export function howToGoOn({ service, rule, stack }: Pick<ShiftState, "service" | "rule" | "stack">): string {
  const about = `${service} --rule ${rule} --stack ${stack}`;
  return `Go on with:  npm run traffic -- resume ${about}\nGo back with:  npm run traffic -- abort ${about}`;
}

function print(event: ShiftEvent, json: true | undefined): void {
  progress.clear();
  console.log(json ? JSON.stringify(event) : renderEvent(event));
}

/**
 * Ctrl-C pauses a shift where it is, once the update under way has ended; pressed again it ends the process at once.
 */
class CtrlC {
  #pressed = false;
  readonly #note = (): void => {
    if (this.#pressed) process.exit(EXIT.unusable);
    this.#pressed = true;
    progress.clear();
    console.error("Pausing at the end of what is under way ...");
  };

  constructor() {
    process.on("SIGINT", this.#note).on("SIGTERM", this.#note);
  }

  get request(): Request | undefined {
    return this.#pressed ? { what: "pause", why: "interrupted" } : undefined;
  }

  end(): void {
    process.off("SIGINT", this.#note).off("SIGTERM", this.#note);
  }
}
