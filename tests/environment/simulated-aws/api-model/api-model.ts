import { isUnknown, type ShapeProblem } from "../typings/shape";
import model from "./limits.json";

/** What an API limits a value to: any of these may be absent. */
interface Limits {
  readonly fields?: Readonly<Record<string, Limits>>;
  readonly items?: Limits;
  readonly keys?: Limits;
  readonly values?: Limits;
  readonly enum?: readonly string[];
  /** It has to fit the whole text. */
  readonly pattern?: string;
  /** Of a number itself, of a text's or a list's length. */
  readonly min?: number;
  readonly max?: number;
}

const TYPES: Readonly<Record<string, { readonly operations: readonly string[] } & Limits>> = model.types;

/** Where the model is from. */
export const MODEL_SOURCE: string = model.source;

/** The resource types that the model knows. */
export const MODELLED: readonly string[] = Object.keys(TYPES);

/** What AWS's API refuses of a resource's inputs, as far as its own model says so. */
export function modelProblems(type: string, inputs: unknown): ShapeProblem[] {
  const limits = TYPES[type];
  return limits ? limitProblems(limits, inputs, "", limits.operations[0] ?? "") : [];
}

function limitProblems(limits: Limits, value: unknown, path: string, operation: string): ShapeProblem[] {
  if (value === undefined || value === null || isUnknown(value)) return [];
  const wrong = (expected: string) => [{ path, reason: `${operation} refuses ${JSON.stringify(value)}: ${expected}` }];
  const inner = (of: Limits | undefined, member: unknown, at: string) =>
    of ? limitProblems(of, member, at, operation) : [];

  if (typeof value === "string") {
    if (limits.enum && !limits.enum.includes(value)) return wrong(`it has to be one of ${limits.enum.join(", ")}`);
    if (limits.pattern !== undefined && !fits(limits.pattern, value)) return wrong(`it has to fit ${limits.pattern}`);
    return isBetween(value.length, limits) ? [] : wrong(`its length has to be ${bounds(limits)}`);
  }
  if (typeof value === "number") return isBetween(value, limits) ? [] : wrong(`it has to be ${bounds(limits)}`);
  if (Array.isArray(value)) {
    if (!isBetween(value.length, limits)) return wrong(`it has to have ${bounds(limits)} members`);
    return value.flatMap((member, index) => inner(limits.items, member, `${path}[${index}]`));
  }
  if (typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const at = path === "" ? key : `${path}.${key}`;
    return [...inner(limits.keys, key, at), ...inner(limits.fields?.[key] ?? limits.values, member, at)];
  });
}

function fits(pattern: string, value: string): boolean {
  return new RegExp(`^(?:${pattern})$`, pattern.includes("\\p{") ? "u" : "").test(value);
}

const isBetween = (size: number, { min = -Infinity, max = Infinity }: Limits) => min <= size && size <= max;

function bounds({ min, max }: Limits): string {
  if (min === undefined) return `at most ${max}`;
  return max === undefined ? `at least ${min}` : `from ${min} to ${max}`;
}
