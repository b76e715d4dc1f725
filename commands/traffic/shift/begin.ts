import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { type Split } from "../../../mesh/traffic/split";
import { UserError } from "../../terminal/user-error";
import { whoMoves } from "../moves/who";
import { howToGoOn, type ShiftInHand } from "./carry-on";
import { gaining } from "./pairs";
import { type Step } from "./plan-steps";
import { ShiftLease } from "./shift-lease";
import { type ShiftFlags } from "./shift-options";
import { isOver, type ShiftState } from "./shift-state";
import { ShiftStore } from "./shift-store";

/** What a new shift is about. */
export interface NewShift {
  readonly stack: string;
  readonly service: string;
  readonly rule: string;
  readonly from: Split;
  readonly to: Split;
  readonly steps: readonly Step[];
  /** Whether the config has the service's default as weights alone. */
  readonly shortDefault: boolean;
}

/** A shift before its first step, as it is kept. */
export function newState({ steps, shortDefault, ...about }: NewShift, flags: ShiftFlags): ShiftState {
  const { baseline, maxP99, gate, promql, prometheus, probe, onStep, onEvent } = flags;
  return {
    formatVersion: 1,
    id: randomUUID(),
    ...about,
    by: whoMoves(),
    startedAt: new Date().toISOString(),
    phase: "running",
    steps: [...steps],
    at: flags.mirrorFirst ? -1 : 0,
    runs: about.from,
    settings: {
      holdMs: flags.hold * 1000,
      deadlineMs: flags.progressDeadline * 1000,
      pauseAfter: [...(flags.pauseAt ?? [])],
      errorMargin: flags.errorMargin / 100,
      latencyMargin: flags.latencyMargin / 100,
      ...(flags.mirrorFirst && given({ mirror: gaining(about.from, about.to)[0], shortDefault })),
      ...given({ baseline, maxP99, gate, promql, prometheus, probe, onStep, onEvent }),
      ...(flags.maxErrorRate !== undefined && { maxErrorRate: flags.maxErrorRate / 100 }),
      // Whoever carries it on may be in another folder.
      ...(flags.record !== undefined && { record: resolve(flags.record) }),
    },
    done: [],
    updates: [],
    sessions: 1,
  };
}

/**
 * Takes a rule's Lease and begins a shift of it.
 *
 * @throws UserError where somebody else has it in hand, or its last shift has not come to its end
 */
export async function begin(
  { context, placed }: Pick<ShiftInHand, "context" | "placed">,
  state: ShiftState,
): Promise<ShiftInHand> {
  const { access } = context;
  const about = [access, placed.namespace, state.service, state.rule] as const;
  const [store, lease] = [new ShiftStore(...about), new ShiftLease(...about)];
  await lease.acquire();
  try {
    const before = await store.read();
    if (before && !isOver(before.state)) throw unfinished(before.state);
    await store.begin(state, before);
    return { context, placed, store, lease, state };
  } catch (error) {
    await lease.release();
    throw error;
  }
}

function unfinished(state: ShiftState): UserError {
  const { service, rule, phase, at, steps, why } = state;
  const is = phase === "paused" ? "is paused" : "has died, or was left,";
  return new UserError(
    `A shift of ${service}, ${rule}, ${is} ${at < 0 ? "at the copies before its first step" : `at step ${at + 1} of ${steps.length}`}${why === undefined ? "" : ` (${why})`}: it has to come to its end before another begins.\n` +
      howToGoOn(state),
  );
}

/** Fields that have a value. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
