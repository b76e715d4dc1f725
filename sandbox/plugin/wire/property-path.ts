import { isArray, isObject, type Json, type Path } from "./json";

/** A path as Pulumi writes it: `spec.http[0].route`, `metadata.annotations["pulumi.com/skipAwait"]`. */
export function formatPath(path: Path): string {
  return path.map(formatStep).join("");
}

function formatStep(step: string | number, index: number): string {
  if (typeof step === "number") return `[${step}]`;
  if (/[."[\]]/.test(step)) return `[${JSON.stringify(step)}]`;
  return index === 0 ? step : `.${step}`;
}

/** A pattern of paths, as `ignoreChanges` takes it; `*` stands for any one key or index. */
export type PathPattern = readonly (string | number)[];

/**
 * Reads a path that Pulumi wrote, with `*` or `[*]` as wildcards.
 * @throws Error naming the path when it is not one
 */
export function parsePathPattern(text: string): PathPattern {
  const step = /\.?(?:\[(?:(\d+)|(\*)|("(?:[^"\\]|\\.)*"))\]|([^.[\]"]+))/y;
  const path: (string | number)[] = [];
  while (step.lastIndex < text.length) {
    const match = step.exec(text);
    if (match === null) throw new Error(`"${text}" is not a property path: expected one like spec.http[0].route`);
    const [, index, wildcard, quoted, key] = match;
    if (index !== undefined) path.push(Number(index));
    else if (quoted !== undefined) path.push(JSON.parse(quoted) as string);
    else path.push(wildcard ?? key ?? "");
  }
  return path;
}

/** The paths of a value that a pattern names. */
export function pathsMatching(value: Json | undefined, pattern: PathPattern): readonly Path[] {
  const [step, ...rest] = pattern;
  if (step === undefined) return value === undefined ? [] : [[]];
  return stepsOf(value)
    .filter(([key]) => step === "*" || step === key)
    .flatMap(([key, child]) => pathsMatching(child, rest).map((path) => [key, ...path]));
}

function stepsOf(value: Json | undefined): readonly (readonly [string | number, Json])[] {
  if (isArray(value)) return [...value.entries()];
  return isObject(value) ? Object.entries(value) : [];
}
