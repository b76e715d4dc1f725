import { type Split } from "../../../mesh/traffic/split";

/** Gives numbers from 0 (included) to 1 (not included). */
export type Random = () => number;

/**
 * A generator whose numbers depend on the seed alone: Park and Miller's minimal standard one, with multiplier 48271.
 */
export function seeded(seed: number): Random {
  const modulus = 2 ** 31 - 1;
  let state = (seed % (modulus - 1)) + 1;
  const next = () => (state = (state * 48271) % modulus) / modulus;
  // Seeds next to each other begin with numbers next to each other.
  for (let skipped = 0; skipped < 5; skipped++) next();
  return next;
}

/** A version, drawn with its weight as its probability in percent. */
export function weightedChoice(split: Split, random: Random): string {
  let rest = random() * 100;
  for (const [version, weight] of Object.entries(split)) {
    rest -= weight;
    if (rest < 0) return version;
  }
  throw new Error("the weights add up to less than 100");
}

/** How often each version comes up in `total` draws. */
export function draw(split: Split, total: number, random: Random): Record<string, number> {
  const counts = Object.fromEntries(Object.keys(split).map((version) => [version, 0]));
  for (let left = total; left > 0; left--) {
    const version = weightedChoice(split, random);
    counts[version] = (counts[version] ?? 0) + 1;
  }
  return counts;
}
