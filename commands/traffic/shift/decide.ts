import { type Verdict } from "../evidence/compare-versions";

/** What somebody asks of a shift from outside. */
export interface Request {
  readonly what: "pause" | "promote" | "promote fully" | "abort";
  /** Who, or why. */
  readonly why: string;
}

/** What another judge than the comparison says: a command, a query, a hard limit. */
export type Ruling =
  | { readonly kind: "pass" }
  /** Nothing can be said yet. */
  | { readonly kind: "wait"; readonly why: string }
  /** Something that a person has to decide about: the shift is paused. */
  | { readonly kind: "stop"; readonly why: string }
  | { readonly kind: "fail"; readonly why: string };

/** Where a shift is: at which of its steps, and since when every proxy has that one's split. */
export interface Standing {
  /** From 0. */
  readonly step: number;
  readonly steps: number;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** What has been seen of the present step. */
export interface Observation {
  /** Why the gaining versions are worse, or why it is not known yet that they are not. */
  readonly verdict: Verdict;
  readonly why: string;
  readonly rulings: readonly Ruling[];
  /** Gaining versions of which no pod is ready. */
  readonly notReady: readonly string[];
  readonly request?: Request | undefined;
}

/** What holds for all steps of a shift. */
export interface ShiftRules {
  /** The least time that a step lasts, in milliseconds. */
  readonly holdMs: number;
  /** The longest time that a step lasts before the shift is paused, in milliseconds. */
  readonly deadlineMs: number;
  /** The steps, as percentages, after which it is paused. */
  readonly pauseAfter: readonly number[];
}

export type Action =
  | { readonly kind: "hold"; readonly why: string }
  | { readonly kind: "advance"; readonly to: number; readonly why: string }
  | { readonly kind: "go back"; readonly why: string }
  | { readonly kind: "pause"; readonly why: string }
  | { readonly kind: "done"; readonly why: string };

/**
 * What a shift does next. What speaks against the gaining versions comes first, whoever asks for something else; then
 * what somebody asks for; then time.
 *
 * @param percent that of the present step
 * @param now milliseconds since 1970
 */
export function next(
  { step, steps, since }: Standing,
  percent: number,
  { verdict, why, rulings, notReady, request }: Observation,
  { holdMs, deadlineMs, pauseAfter }: ShiftRules,
  now: number,
): Action {
  if (request?.what === "abort") return { kind: "go back", why: request.why };
  if (notReady.length > 0) return { kind: "go back", why: `no pod of ${notReady.join(", ")} is ready` };
  const failed = rulings.find((one) => one.kind === "fail");
  if (failed) return { kind: "go back", why: failed.why };
  if (verdict === "worse") return { kind: "go back", why };
  const stopped = rulings.find((one) => one.kind === "stop");
  if (stopped) return { kind: "pause", why: stopped.why };
  if (request?.what === "pause") return { kind: "pause", why: request.why };
  const isLast = step === steps - 1;
  const goOn = (reason: string): Action =>
    isLast ? { kind: "done", why: reason } : { kind: "advance", to: step + 1, why: reason };
  if (request?.what === "promote fully" && !isLast) return { kind: "advance", to: steps - 1, why: request.why };
  if (request !== undefined) return goOn(request.why);

  const waiting = rulings.find((one) => one.kind === "wait");
  const missing = verdict === "thin" ? why : waiting?.why;
  const held = now - since;
  if (missing === undefined && held >= holdMs) {
    if (!isLast && pauseAfter.includes(percent)) return { kind: "pause", why: `paused at ${percent} %, as asked for` };
    return goOn(why);
  }
  if (held >= deadlineMs) {
    return { kind: "pause", why: `no progress for ${Math.round(held / 1000)} s: ${missing ?? "the hold is not over"}` };
  }
  return { kind: "hold", why: missing ?? `holding for another ${Math.ceil((holdMs - held) / 1000)} s` };
}
