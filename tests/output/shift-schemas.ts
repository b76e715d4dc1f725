import { z } from "zod";
import { type ShiftEvent } from "../../commands/traffic/shift/events";
import { type StepVerdict } from "../../commands/traffic/shift/judge-pairs";
import { shiftState } from "../../commands/traffic/shift/shift-state";
import { formatVersion, list, rule, split, stack, time } from "./common";

const step = z.object({ percent: z.number(), split });
const metric = z.enum(["errors", "latency p50", "latency p95"]);
const evidence = z.object({
  verdict: z.enum(["worse", "not worse", "thin"]),
  why: z.string(),
  pairs: list(
    z.object({
      candidate: z.string(),
      baseline: z.string(),
      verdict: z.enum(["worse", "not worse", "thin"]),
      because: list(metric),
      metrics: list(z.object({ name: metric, pBeyond: z.number(), pWithin: z.number() })),
    }),
  ),
}) satisfies z.ZodType<StepVerdict>;
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
const place = { step: z.number().describe("from 1"), steps: z.number() };
const about = { formatVersion, at: time, id: z.string().describe("the shift's"), ...rule };

/** What happens in a shift, a line of JSON each. */
export const shiftEvent = z.union([
  z.object({ ...about, event: z.literal("begins"), stack, from: split, to: split, steps: list(step) }),
  z.object({ ...about, event: z.literal("resumes"), ...place }),
  z.object({ ...about, event: z.literal("step"), ...place, percent: z.number(), ...moved }),
  z.object({ ...about, event: z.literal("verdict"), ...place, decision: z.string(), why: z.string(), evidence }),
  z.object({ ...about, event: z.literal("gone back"), why: z.string(), ...moved }),
  z.object({ ...about, event: z.literal("paused"), why: z.string(), split }),
  z.object({ ...about, event: z.literal("shifted"), split }),
]) satisfies z.ZodType<ShiftEvent>;

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
    z.object({ session: z.number(), step: z.number(), recorded: evidence, computed: evidence, same: z.boolean() }),
  ),
});
