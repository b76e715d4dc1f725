import { z } from "zod";
import { type ShiftEvent } from "../../commands/traffic/shift/events";
import { stepVerdict } from "../../commands/traffic/shift/shift-record";
import { shiftState } from "../../commands/traffic/shift/shift-state";
import { formatVersion, list, rule, split, stack, time } from "./common";

const step = z.object({ percent: z.number(), split });
const moved = {
  update: z.number().describe("its number in the history"),
  from: split,
  to: split,
  diff: z.string().describe("what changed in the stack's config file"),
  proxies: z.object({
    arrived: z.number(),
    callers: z.number(),
    lastMs: z.number().describe("from the change to the last proxy that has it, in milliseconds").exactOptional(),
    missing: z.string().describe("which proxies have not got it, and why").exactOptional(),
  }),
};
const place = { step: z.number().describe("from 1; 0 is that of the copies before it"), steps: z.number() };
const about = { formatVersion, at: time, id: z.string().describe("the shift's"), ...rule };

const begins = z.object({
  ...about,
  event: z.literal("begins"),
  stack,
  from: split,
  to: split,
  steps: list(step),
  mirror: z
    .string()
    .describe("the version that gets copies of the rule's requests before the first step")
    .exactOptional(),
});

const shiftEvent = z.union([
  begins,
  z.object({ ...about, event: z.literal("resumes"), ...place }),
  z.object({ ...about, event: z.literal("mirrors"), version: z.string(), ...moved }),
  z.object({ ...about, event: z.literal("step"), ...place, percent: z.number(), ...moved }),
  z.object({
    ...about,
    event: z.literal("verdict"),
    ...place,
    decision: z.string(),
    why: z.string(),
    evidence: stepVerdict,
  }),
  z.object({ ...about, event: z.literal("gone back"), why: z.string(), ...moved }),
  z.object({ ...about, event: z.literal("paused"), why: z.string(), split }),
  z.object({ ...about, event: z.literal("shifted"), split }),
]) satisfies z.ZodType<ShiftEvent>;

/** What happens in a shift, a line of JSON each; with `--dry-run`, and where there is nothing to do, one line. */
export const shiftReport = z.union([
  begins.extend({ dryRun: z.literal(true).describe("nothing was done").exactOptional() }),
  z.object({ formatVersion, event: z.literal("nothing to do"), stack, ...rule, split }),
  shiftEvent,
]);

/** What `status` tells; `pause`, `promote` and `abort` answer with what was asked, or with the events of the shift. */
export const shiftControl = z.union([
  z.object({
    formatVersion,
    stack,
    shifts: list(
      shiftState.extend({
        standing: z.enum(["running", "going back", "paused", "dead", "shifted", "gone back"]),
        holder: z.string().describe("who carries it on").optional(),
      }),
    ),
  }),
  z.object({ formatVersion, stack, ...rule, text: z.string() }),
  shiftEvent,
]);

/** Whether a shift's record says what its counts say. */
export const verifyReport = z.object({
  formatVersion,
  file: z.string(),
  ok: z.boolean(),
  sum: z.object({ kind: z.enum(["same", "other", "unknown"]), text: z.string() }),
  verdicts: list(
    z.object({
      session: z.number(),
      step: z.number(),
      recorded: stepVerdict,
      computed: stepVerdict,
      same: z.boolean(),
    }),
  ),
});
