import { z } from "zod";
import { UserError } from "../../terminal/user-error";

const split = z.record(z.string(), z.number());
const step = z.object({ percent: z.number(), split });

/**
 * What was asked for when the shift began; whoever carries it on keeps to it. Times in milliseconds, shares from 0 to
 * 1.
 */
const settings = z.object({
  baseline: z.string().optional(),
  holdMs: z.number(),
  deadlineMs: z.number(),
  pauseAfter: z.array(z.number()),
  errorMargin: z.number(),
  latencyMargin: z.number(),
  maxErrorRate: z.number().optional(),
  maxP99: z.number().optional(),
  gate: z.string().optional(),
  promql: z.string().optional(),
  prometheus: z.string().optional(),
  probe: z.number().optional(),
  /** The version that gets copies of the rule's requests before the first step. */
  mirror: z.string().optional(),
  /** Whether the default was written as weights alone, which a mirror leaves no room for. */
  shortDefault: z.boolean().optional(),
  onStep: z.string().optional(),
  onEvent: z.string().optional(),
  record: z.string().optional(),
});

/** A step as it ended. */
const done = z.object({
  /** From 1. */
  step: z.number(),
  decision: z.string(),
  why: z.string(),
  at: z.string(),
});

/** The shape of what is kept of a shift. */
export const shiftState = z.object({
  formatVersion: z.literal(1),
  id: z.string(),
  stack: z.string(),
  service: z.string(),
  rule: z.string(),
  by: z.string(),
  startedAt: z.string(),
  /** `running` also where its process has died: the Lease tells. */
  phase: z.enum(["running", "going back", "paused", "shifted", "gone back"]),
  /** The split before the first step, which it goes back to. */
  from: split,
  to: split,
  steps: z.array(step),
  /** The step that it is at, or on its way to, from 0; -1 while a version gets copies alone, before the first. */
  at: z.number(),
  /** What the stack was last seen to do. */
  runs: split,
  /**
   * An update that has begun and is not known to have ended: which split it makes, since when, who runs it and where.
   */
  updating: z.object({ to: split, since: z.string(), user: z.string(), host: z.string() }).optional(),
  /** What its last update left: the objects that it changed, by their URNs, and the SHA-256 of the stack's file. */
  left: z.object({ changed: z.array(z.string()), file: z.string() }).optional(),
  settings,
  /** What somebody has asked for from elsewhere, until it is done. */
  request: z
    .object({ what: z.enum(["pause", "promote", "promote fully", "abort"]), by: z.string(), at: z.string() })
    .optional(),
  why: z.string().optional(),
  done: z.array(done),
  /** The numbers of its updates in the stack's history. */
  updates: z.array(z.number()),
  /** How many processes have carried it on; each has its own part of what may be false alarms. */
  sessions: z.number(),
  /** Of the file with all raw counts, once it is written. */
  recordSha256: z.string().optional(),
});

/** What is kept of a shift in its ConfigMap. */
export type ShiftState = z.infer<typeof shiftState>;

/** What the last update of a shift left. */
export type Left = NonNullable<ShiftState["left"]>;

export type ShiftSettings = z.infer<typeof settings>;

/** Whether a shift has come to its end. */
export function isOver({ phase }: ShiftState): boolean {
  return phase === "shifted" || phase === "gone back";
}

/**
 * Reads what a ConfigMap keeps.
 *
 * @param place where it is, for the message
 * @throws UserError where it is no shift of this version's
 */
export function parseState(text: string | undefined, place: string): ShiftState {
  try {
    return shiftState.parse(JSON.parse(text ?? "") as unknown);
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : "it is not JSON";
    throw new UserError(
      `The ${place} keeps no shift that can be read: ${why}\n` +
        "It was written by another version of this program, or by hand. If no shift is under way, remove it.",
    );
  }
}
