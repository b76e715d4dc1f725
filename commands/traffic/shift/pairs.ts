import { knownWords } from "../../../config/problem/nearest";
import { type Split, versionsOf } from "../../../mesh/traffic/split";
import { UserError } from "../../terminal/user-error";

/** Two versions that are compared: one that gains requests in a shift, and one that gained none of them. */
export interface Pair {
  readonly candidate: string;
  readonly baseline: string;
}

/** The versions that have more after a shift than before. */
export function gaining(from: Split, to: Split): string[] {
  return versionsOf(from, to).filter((version) => (to[version] ?? 0) > (from[version] ?? 0));
}

/** The versions that have less after a shift than before. */
export function losing(from: Split, to: Split): string[] {
  return versionsOf(from, to).filter((version) => (to[version] ?? 0) < (from[version] ?? 0));
}

/**
 * Which versions a shift compares: each that gains with each that loses, or with the one that is picked.
 *
 * @throws UserError where the one that is picked can't be compared with
 */
export function pairsOf(from: Split, to: Split, picked: string | undefined): Pair[] {
  const candidates = gaining(from, to);
  if (picked !== undefined) requireBaseline(picked, from, candidates);
  const baselines = picked === undefined ? losing(from, to) : [picked];
  return candidates.flatMap((candidate) => baselines.map((baseline) => ({ candidate, baseline })));
}

/** Whether both versions of a pair get requests. */
export function isMeasured({ candidate, baseline }: Pair, split: Split): boolean {
  return (split[candidate] ?? 0) > 0 && (split[baseline] ?? 0) > 0;
}

function requireBaseline(picked: string, from: Split, candidates: readonly string[]): void {
  const usable = versionsOf(from, {}).filter((one) => (from[one] ?? 0) > 0 && !candidates.includes(one));
  if (usable.includes(picked)) return;
  const why = candidates.includes(picked) ? "gains requests itself" : "gets no requests before the shift";
  throw new UserError(`--baseline ${picked} can't be compared with: ${picked} ${why}; ${knownWords(picked, usable)}`);
}
