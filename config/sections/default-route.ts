import { nearest } from "../problem/nearest";
import { fieldOf, type Fields, isFields, withValueAt } from "../value";
import { ROUTE_OPTIONS } from "./route-schema";

/** A plan with its default in the long form: `default: {v2: 100}` is short for `default: {weights: {v2: 100}}`. */
export function withSpelledOutDefault(written: unknown, versions: readonly string[]): unknown {
  if (isShortDefault(written)) return { ...written, default: { weights: written.default } };
  const misplaced = misplacedVersions(written, versions);
  if (misplaced.length === 0) return written;
  const entries = Object.entries((written as { default: Fields }).default);
  const weights = Object.fromEntries(entries.filter(([name]) => misplaced.includes(name)));
  const others = Object.fromEntries(entries.filter(([name]) => !misplaced.includes(name)));
  return withValueAt(written, ["default"], { ...others, weights });
}

/** A default is short unless something in it belongs to the long form: an option, or an object, which no weight is. */
export function isShortDefault(written: unknown): written is Fields & { readonly default: Fields } {
  const fallback = fieldOf(written, "default");
  return isFields(fallback) && !Object.entries(fallback).some(([name, value]) => isOption(name) || isFields(value));
}

function isOption(name: string): boolean {
  return name === "weights" || ROUTE_OPTIONS.some((option) => nearest(name, [option]) === option);
}

/** Versions that stand in the long form of a default, beside the options and not under `weights`. */
export function misplacedVersions(written: unknown, versions: readonly string[]): string[] {
  const fallback = fieldOf(written, "default");
  if (!isFields(fallback) || isShortDefault(written) || fieldOf(fallback, "weights") !== undefined) return [];
  return Object.keys(fallback).filter((name) => versions.includes(name));
}
