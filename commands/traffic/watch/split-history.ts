import { isDeepStrictEqual } from "node:util";
import { type Split } from "../../../mesh/traffic/split";

/** A rule's split, and the one before it where it changed while it was watched. */
export interface SplitHistory {
  readonly weights: Split;
  readonly previous?: Split;
  /** When this machine was told of the change, in milliseconds since 1970. */
  readonly changedAt?: number;
}

/** Takes note of a rule's split at a moment. */
export function noteSplit(known: SplitHistory | undefined, weights: Split, at: number): SplitHistory {
  if (!known) return { weights };
  if (isDeepStrictEqual(nonZero(known.weights), nonZero(weights))) return known;
  return { weights, previous: known.weights, changedAt: at };
}

/**
 * The version that another one replaces: of those that lost weight by the last change the one that lost most, for those
 * that gained; else the one with the most weight. None for that one itself.
 */
export function replacedBy(version: string, { weights, previous }: SplitHistory): string | undefined {
  const gained = (name: string) => (weights[name] ?? 0) - (previous?.[name] ?? 0);
  if (previous && gained(version) > 0) return largest(Object.keys(previous), (name) => -gained(name), version);
  return largest(Object.keys(weights), (name) => weights[name] ?? 0, version);
}

/** The name with the largest positive value, the first of equals, unless that is `self`. */
function largest(names: readonly string[], valueOf: (name: string) => number, self: string): string | undefined {
  let best: string | undefined;
  for (const name of names.toSorted()) {
    if (valueOf(name) > (best === undefined ? 0 : valueOf(best))) best = name;
  }
  return best === self ? undefined : best;
}

function nonZero(split: Split): Split {
  return Object.fromEntries(Object.entries(split).filter(([, weight]) => weight !== 0));
}
