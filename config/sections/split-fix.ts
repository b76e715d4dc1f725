import { type Split } from "../../mesh/traffic/split";
import { nearest } from "../problem/nearest";
import { fieldOf, type Fields } from "../value";

/**
 * The split that wrong weights were most likely meant to be: of the versions that there are, and 100 in all. What is
 * wrong by itself gives way before what is valid, and of each the last before the first.
 */
export function fixedSplit(weights: Fields, versions: readonly string[]): Split {
  const written = versions.filter((version) => Object.hasOwn(weights, version));
  if (written.length === 0) {
    const [misspelt = ""] = Object.keys(weights);
    return { [nearest(misspelt, versions) ?? versions[0] ?? "v1"]: 100 };
  }
  const split = new Map(written.map((version) => [version, readable(fieldOf(weights, version))]));
  const isValid = (version: string) => isWeight(weights[version]);
  const yielding = [...written.filter((one) => !isValid(one)).reverse(), ...written.filter(isValid).reverse()];

  let missing = 100 - [...split.values()].reduce((sum, weight) => sum + weight, 0);
  // One that can make up for all of it goes before several that make up for parts.
  const alone = yielding.filter((version) => isWeight((split.get(version) ?? 0) + missing)).slice(0, 1);
  for (const version of [...alone, ...yielding]) {
    const before = split.get(version) ?? 0;
    const after = within(before + missing);
    split.set(version, after);
    missing -= after - before;
  }
  return Object.fromEntries(split);
}

/** The whole number from 0 to 100 that is nearest to what was written; 0 of what is no number. */
function readable(weight: unknown): number {
  const number = typeof weight === "string" ? Number(weight) : weight;
  return typeof number === "number" && Number.isFinite(number) ? within(Math.round(number)) : 0;
}

function within(number: number): number {
  return Math.min(100, Math.max(0, number));
}

function isWeight(value: unknown): value is number {
  return Number.isInteger(value) && within(value as number) === value;
}
