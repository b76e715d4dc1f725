import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { configPath, type Path } from "../../mesh/config-path";
import { type Issue } from "../reading";
import { configSchema } from "../schema/config-schema";
import { aboutOf, examplesAt, namesIn, schemaAt } from "../schema/key-places";
import { fieldOf } from "../value";
import {
  type Fix,
  inTurn,
  move,
  type Part,
  remove,
  replace,
  type Scalar,
  set,
  setFromFile,
  setSecretFromFile,
} from "./fix";

/** A value that a schema found wrong. */
export interface WrongValue {
  readonly path: Path;
  /** The part of the config that was read, and which has to be there where its schema says so. */
  readonly root: Path;
  readonly value: unknown;
  /** What holds it. */
  readonly holder: unknown;
  readonly issue: Issue;
  readonly isSecret: boolean;
}

/** How to fix a wrong value: by what was meant, where that can be told, else by an example, or by taking it away. */
export function fixOf(wrong: WrongValue): Fix {
  const { path, value, isSecret } = wrong;
  const schema = schemaAt(configSchema, path);
  const { file, secret, parts } = aboutOf(schema, configPath(path));
  if (file !== undefined) return secret === "encrypted" ? setSecretFromFile(path, file) : setFromFile(path, file);
  const kind = meantKind(wrong);
  if (kind !== undefined) return value === undefined ? set(path, kind) : replace(path, kind, value);
  const examples = schema ? examplesAt(schema, configPath(path)) : [];
  if (value === undefined) return setAll(path, examples);
  if (parts) return structureFix(wrong, examples);
  const [example] = examples;
  return example
    ? replace(path, (isSecret ? undefined : meantScalar(path, value, wrong.issue)) ?? example.value, value)
    : remove(path);
}

/** Of the kinds that a structure may be of, the one that alone has a key which is there. */
function meantKind({ path, holder }: WrongValue): string | undefined {
  if (path.at(-1) !== "kind") return undefined;
  return namesIn(schemaAt(configSchema, path.slice(0, -1))).find(
    ({ name, kind }) => kind !== undefined && fieldOf(holder, name) !== undefined,
  )?.kind;
}

/** Gives a value its right name; one that would not do under that either is set to what would at once. */
export function rename(from: Path, to: Path, value: unknown): Fix {
  const instead = typeof value === "object" ? undefined : insteadOf(to, value);
  return instead === undefined ? move(from, to, value) : inTurn(set(to, instead), remove(from));
}

/**
 * What is to stand in a place in place of a value; undefined where that would do, or a single one does not stand for
 * it.
 */
function insteadOf(path: Path, value: unknown): Scalar | undefined {
  const schema = schemaAt(configSchema, path);
  const [issue] = (schema && z.safeParse(schema, value).error?.issues) ?? [];
  if (!schema || !issue) return undefined;
  const { file, parts } = aboutOf(schema, configPath(path));
  if (file !== undefined || parts) return undefined;
  return meantScalar(path, value, issue) ?? examplesAt(schema, configPath(path))[0]?.value;
}

/** The text or number that was meant, where just its kind is wrong. */
function meantScalar(path: Path, value: unknown, issue: Kind): Scalar | undefined {
  const meant = issue.code === "invalid_type" && issue.expected ? inKind(issue.expected, value) : undefined;
  return meant !== undefined && takes(path, meant) ? meant : undefined;
}

/** What an issue says of the kind of value that was expected. */
interface Kind {
  readonly code?: string | undefined;
  readonly expected?: string | undefined;
}

function inKind(kind: string, value: unknown): Scalar | undefined {
  if (kind === "string" && typeof value === "number") return String(value);
  return kind === "number" && typeof value === "string" && /^\d+$/.test(value) ? Number(value) : undefined;
}

/** Whether a value would do in a place. */
function takes(path: Path, value: unknown): boolean {
  const schema = schemaAt(configSchema, path);
  return schema !== undefined && z.safeParse(schema, value).success;
}

/** Whether something has to stand in a place: of what was read, names that the user has chosen can go. */
function isNeeded({ path, root }: WrongValue): boolean {
  const isField = namesIn(schemaAt(configSchema, path.slice(0, -1))).some(({ name }) => name === path.at(-1));
  return (isField || path.length === root.length) && !takes(path, undefined);
}

/**
 * How to fix what should have parts. Pulumi sets a part only where there is nothing yet, or a container of the right
 * kind.
 */
function structureFix(wrong: WrongValue, examples: readonly Part[]): Fix {
  const { path, value, issue, isSecret } = wrong;
  // An element of a list can't be put in the place of another.
  if (typeof path.at(-1) === "number") return remove(path);
  // Where a list is empty that may not be, what stood there as a gap to be filled is filled.
  if (issue.code === "too_small" && isDeepStrictEqual(value, [])) return setAll(path, examples);
  const [example] = examples;
  if (example?.at.length === 1 && isLike(value, example.value) && !isSecret && takes([...path, ...example.at], value)) {
    return inTurn(remove(path), setAll(path, [{ ...example, value: meantBy(value, [...path, ...example.at]) }]));
  }
  if (!example || !isNeeded(wrong)) return remove(path);
  const fix = setAll(path, examples);
  return takesPart(value, example.at) ? fix : inTurn(remove(path), fix);
}

/** A value in the form that all values of its place have. */
function meantBy(value: Scalar, path: Path): Scalar {
  const { meant } = aboutOf(schemaAt(configSchema, path), configPath(path));
  return meant && typeof value === "string" ? meant(value) : value;
}

function isLike(value: unknown, example: Scalar): value is Scalar {
  return typeof value === typeof example;
}

function takesPart(value: unknown, [first]: Path): boolean {
  if (value === null) return true;
  const isEmpty = typeof value === "object" && Object.keys(value).length === 0;
  return isEmpty && Array.isArray(value) === (typeof first === "number");
}

function setAll(path: Path, examples: readonly Part[]): Fix {
  return inTurn(...examples.map(({ at, value }) => set([...path, ...at], value)));
}
