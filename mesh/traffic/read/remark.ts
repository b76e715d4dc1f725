import { type Path } from "../../config-path";
import { type Fields } from "../../fields";

/** What is to be told of a part of an object that was read back into a plan. */
export interface Remark {
  /** Where in the object, from its top: `["spec", "http", 0, "redirect"]`. */
  readonly path: Path;
  readonly text: string;
  /**
   * `lost` is what stack config has no way to say, so that without it the plan would do something else; `note` is what
   * the plan says in other words, or leaves out because it has no effect.
   */
  readonly kind: "lost" | "note";
}

/** What could be made of a part of an object, and what is to be told of it. Without a value something is lost. */
export interface Reading<T> {
  readonly value?: T | undefined;
  readonly remarks: readonly Remark[];
}

export function lost(path: Path, text: string): Remark {
  return { path, text, kind: "lost" };
}

export function note(path: Path, text: string): Remark {
  return { path, text, kind: "note" };
}

/** Whether nothing of what is told keeps the plan from doing the same. */
export function saysAll(remarks: readonly Remark[]): boolean {
  return remarks.every(({ kind }) => kind === "note");
}

const NO_KEY = "stack config has no key for it";

/** The fields of a part of an object that stand there beside the known ones, each as lost for its reason or for one. */
export function otherFields(
  fields: Fields,
  path: Path,
  known: readonly string[],
  reasons: Readonly<Record<string, string>> | string = {},
): Remark[] {
  return Object.keys(fields)
    .filter((name) => !known.includes(name) && !isUnset(fields[name]))
    .map((name) => lost([...path, name], typeof reasons === "string" ? reasons : (reasons[name] ?? NO_KEY)));
}

/** Whether a field counts as not there, as protobuf reads JSON: its own default value is the same as none. */
export function isUnset(value: unknown): boolean {
  const isEmptyList = Array.isArray(value) && value.length === 0;
  return value === undefined || value === null || value === "" || value === false || value === 0 || isEmptyList;
}
