import { type z } from "zod";
import { type Path } from "../mesh/config-path";
import { withoutField, withValueAt } from "./value";

/** What a schema made of one section of the config, or the issues that it found. */
export interface ReadSection<T> {
  /** The value as it was understood. */
  readonly value: unknown;
  readonly data?: T;
  readonly issues: readonly z.core.$ZodIssue[];
  /** Whether the schema cannot do without what stands at a path of the value. */
  readonly needs: (path: Path) => boolean;
  /** Whether the schema has nothing against something else at a path. */
  readonly takes: (path: Path, part: unknown) => boolean;
}

/**
 * Holds a section against its schema. `pulumi config set --path` writes `true` as a truth value and `5` as a number, so
 * where a text is expected these two are the texts that were typed.
 */
export function readSection<T>(schema: z.ZodType<T>, written: unknown): ReadSection<T> {
  const misread = issuesOf(schema, written).filter(isMisreadText);
  const value = misread.reduce<unknown>((at, { path, input }) => withValueAt(at, path, String(input)), written);
  const { data, error } = schema.safeParse(value, { reportInput: true });
  const needs = (path: Path) => {
    const without = issuesOf(schema, withoutField(value, path));
    return without.some((issue) => isMissing(issue) && issue.path.join() === path.join());
  };
  const takes = (path: Path, part: unknown) => {
    const changed = issuesOf(schema, withValueAt(value, path, part));
    return !changed.some((issue) => issue.path.join() === path.join());
  };
  return { value, ...(data !== undefined && { data }), issues: error?.issues ?? [], needs, takes };
}

function issuesOf(schema: z.ZodType, value: unknown): readonly z.core.$ZodIssue[] {
  return schema.safeParse(value, { reportInput: true }).error?.issues ?? [];
}

function isMisreadText(issue: z.core.$ZodIssue): boolean {
  const { code, input } = issue;
  return (
    code === "invalid_type" &&
    issue.expected === "string" &&
    (typeof input === "boolean" || Number.isSafeInteger(input))
  );
}

function isMissing({ input }: z.core.$ZodIssue): boolean {
  return input === undefined;
}
