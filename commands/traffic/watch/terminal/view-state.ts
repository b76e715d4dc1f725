import { type OpenShift, shiftWish, type ShiftWish } from "./shift-keys";

/** What whoever watches has chosen to see. */
export interface ViewState {
  /** Rules whose name has this in it are shown. */
  readonly filter: string;
  /** What is being typed for a filter; undefined while none is. */
  readonly typing?: string | undefined;
  readonly panel: "none" | "help" | "why";
  /** How many rules are scrolled away above. */
  readonly above: number;
  /** What is asked for and waits for a yes. */
  readonly toConfirm?: ShiftWish | undefined;
}

export const FIRST_VIEW: ViewState = { filter: "", panel: "none", above: 0 };

/** A key as Node's readline tells it. */
export interface Key {
  readonly name?: string | undefined;
  readonly sequence?: string | undefined;
  readonly ctrl?: boolean | undefined;
}

/** What a key asks for beyond another view. */
export type Wish = "leave" | "report" | ShiftWish | undefined;

/**
 * The view after a key, and what else it asks for.
 *
 * @param shift the one that keys are about; undefined where none is under way
 */
export function onKey(state: ViewState, key: Key, shift?: OpenShift): readonly [ViewState, Wish] {
  if (key.ctrl && key.name === "c") return [state, "leave"];
  if (state.toConfirm) {
    return [{ ...state, toConfirm: undefined }, key.sequence === "y" ? state.toConfirm : undefined];
  }
  if (state.typing !== undefined) return [onTyping(state, state.typing, key), undefined];
  switch (key.sequence) {
    case "q":
      return [state, "leave"];
    case "r":
      return [state, "report"];
    case "?":
      return [{ ...state, panel: state.panel === "help" ? "none" : "help" }, undefined];
    case "e":
      return [{ ...state, panel: state.panel === "why" ? "none" : "why" }, undefined];
    case "/":
      return [{ ...state, typing: state.filter }, undefined];
  }
  const wish = shift && !key.ctrl ? shiftWish(shift, key.sequence) : undefined;
  if (wish) return wish.isAsked ? [{ ...state, toConfirm: wish.wish }, undefined] : [state, wish.wish];
  switch (key.name) {
    case "escape":
      return [{ ...state, panel: "none", filter: state.panel === "none" ? "" : state.filter }, undefined];
    case "down":
      return [{ ...state, above: state.above + 1 }, undefined];
    case "up":
      return [{ ...state, above: Math.max(0, state.above - 1) }, undefined];
  }
  return [state, undefined];
}

function onTyping(state: ViewState, typing: string, { name, sequence = "", ctrl }: Key): ViewState {
  const done = { ...state, typing: undefined, above: 0 };
  if (name === "return" || name === "enter") return { ...done, filter: typing };
  if (name === "escape") return done;
  if (name === "backspace") return { ...state, typing: typing.slice(0, -1) };
  // A control character is none that a name has.
  return ctrl || !/^[^\p{C}]+$/u.test(sequence) ? state : { ...state, typing: typing + sequence };
}
