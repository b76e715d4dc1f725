import { isOver } from "../figures-text";
import { type RuleSnapshot, type ShiftSnapshot } from "../snapshot";

/** A shift that is under way. */
export interface OpenShift {
  readonly service: string;
  readonly rule: string;
  readonly phase: ShiftSnapshot["phase"];
}

/** What is asked of a shift: the name of a command of `traffic`. */
export interface ShiftWish {
  readonly what: "pause" | "resume" | "promote" | "abort";
  readonly service: string;
  readonly rule: string;
}

/** The shift that keys are about: the only one under way of the rules that are shown, unless it goes back already. */
export function shiftOfKeys(rules: readonly RuleSnapshot[]): OpenShift | undefined {
  const open = rules.flatMap(({ service, rule, shift }) =>
    shift && !isOver(shift) ? [{ service, rule, phase: shift.phase }] : [],
  );
  const [only, ...others] = open;
  return others.length === 0 && only?.phase !== "going back" ? only : undefined;
}

/**
 * What a key asks of a shift, and whether it is asked once more first: what moves traffic can't be taken back by
 * another key.
 */
export function shiftWish(
  { service, rule, phase }: OpenShift,
  key: string | undefined,
): { readonly wish: ShiftWish; readonly isAsked: boolean } | undefined {
  const about = { service, rule };
  switch (key) {
    case " ":
      return { wish: { what: phase === "running" ? "pause" : "resume", ...about }, isAsked: false };
    case "p":
      return { wish: { what: "promote", ...about }, isAsked: true };
    case "a":
      return { wish: { what: "abort", ...about }, isAsked: true };
    default:
      return undefined;
  }
}

/** The keys of a shift, for a line below the view. */
export function keysText({ phase }: OpenShift): string {
  return `space ${phase === "running" ? "pause" : "resume"}  p promote  a abort`;
}

const ASKED = {
  promote: "go on to the next step now",
  abort: "go back to the split before it",
  pause: "pause",
  resume: "go on",
} as const;

/** The question before something is asked of a shift. */
export function questionText({ what, service, rule }: ShiftWish): string {
  return `The shift of ${service}, ${rule}: ${ASKED[what]}?  y yes, any other key no`;
}
