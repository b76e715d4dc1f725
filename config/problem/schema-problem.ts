import { type z } from "zod";
import { configPath, isAtOrIn, type Path } from "../../mesh/config-path";
import { CONFIG_KEYS, type ConfigKey, type ExamplePart } from "../config-keys";
import { type ReadSection } from "../read-section";
import { mayBeSecret } from "../secret-places";
import { isHeaderName } from "../sections/traffic-schema";
import { fieldOf, valueAt } from "../value";
import { type Fix, inTurn, move, remove, replace, type Scalar, set, setFromFile, setSecretFromFile } from "./fix";
import { knownWords, nearest } from "./nearest";
import { type Problem } from "./problem";

type Issue = z.core.$ZodIssue;
type Section = Pick<ReadSection<unknown>, "value" | "issues" | "needs" | "takes">;

/**
 * What a schema found wrong with one section of the config, in the words of the table of keys. `path` is the section's; of
 * what stands in a section that has something `encrypted` no value is quoted.
 */
export function issueProblems(
  path: Path,
  { value, issues, needs, takes }: Section,
  encrypted: readonly string[] = [],
): Problem[] {
  const isSecret = (place: Path) => mayBeSecret(place, encrypted);
  const moves = issues.flatMap((issue): Move[] => {
    if (issue.code === "unrecognized_keys") {
      const parent = valueAt(value, issue.path);
      return issue.keys.map((name) => unknownKey([...path, ...issue.path], parent, name, isSecret));
    }
    if (issue.code === "invalid_key")
      return [wrongName([...path, ...issue.path], valueAt(value, issue.path.slice(0, -1)), isSecret)];
    return [];
  });
  const targets = moves.flatMap(({ to }) => (to ? [to] : []));
  const wrong = issues
    .filter(({ code }) => code !== "unrecognized_keys" && code !== "invalid_key")
    .map((issue) => {
      const place = [...path, ...issue.path];
      const wrong = { path: place, value: valueAt(value, issue.path), issue, isSecret: isSecret(place) };
      const isTaken = (part: Path, value: Scalar) => takes([...issue.path, ...part], value);
      return wrongValue({ ...wrong, isNeeded: () => needs(issue.path), isTaken });
    })
    // What stands under a misspelt name is there as soon as that is fixed.
    .filter((problem) => !targets.some((target) => isAtOrIn(target, problem.path)));
  return [...moves.map(({ problem }) => problem), ...wrong];
}

/** What is wrong with a name, and the place under its right name, where that is known and free. */
interface Move {
  readonly problem: Problem;
  readonly to?: Path;
}

function unknownKey(parent: Path, holder: unknown, name: string, isSecret: (path: Path) => boolean): Move {
  const path = [...parent, name];
  const kind = parent.join() === "cluster" ? fieldOf(holder, "kind") : undefined;
  const children = childrenOf(parent);
  const known = children.filter((child) => child.kind === undefined || child.kind === kind).map((child) => child.name);
  const other = children.find((child) => child.name === name && child.kind !== undefined);
  if (other) {
    const message = `belongs to kind: ${other.kind}, and cluster.kind is ${String(kind)}; known: ${known.join(", ")}`;
    return { problem: { path, message, fix: remove(path) } };
  }
  const message = `unknown key; ${knownWords(name, known)}`;
  const meant = nearest(name, known);
  // Of the other sections some hold secrets, under misspelt names too, which must not be shown, and so are not moved.
  if (parent[0] !== "traffic" || isSecret(path) || meant === undefined || fieldOf(holder, meant) !== undefined) {
    return { problem: { path, message, fix: remove(path) } };
  }
  const to = [...parent, meant];
  return { problem: { path, message, fix: move(path, to, fieldOf(holder, name)) }, to };
}

/** A name that the user chose and that is no such name: only those of headers and of labels have rules. */
function wrongName(path: Path, holder: unknown, isSecret: (path: Path) => boolean): Move {
  const name = String(path.at(-1));
  const quoted = JSON.stringify(name);
  if (path.at(-2) === "sourceLabels") {
    const message = `${quoted} is not the name of a label: expected letters, digits, hyphens, underscores and dots, with a domain and a slash before where there is one`;
    return { problem: { path, message, fix: remove(path) } };
  }
  const field = ["uri", "method"].includes(name) ? [...path.slice(0, -2), name] : undefined;
  const message = `${quoted} is not the name of a header that Istio can match: expected lower-case letters, digits, hyphens and underscores${field ? `; use match.${name} for it` : ""}`;
  const lowerCase = name.toLowerCase();
  if (field || isSecret(path) || !isHeaderName(lowerCase) || fieldOf(holder, lowerCase) !== undefined) {
    return { problem: { path, message, fix: remove(path) } };
  }
  const to = [...path.slice(0, -1), lowerCase];
  return { problem: { path, message, fix: move(path, to, fieldOf(holder, name)) }, to };
}

interface Wrong {
  readonly path: Path;
  readonly value: unknown;
  readonly issue: Issue;
  readonly isSecret: boolean;
  /** Whether something has to stand there. */
  readonly isNeeded: () => boolean;
  /** Whether a value would do in a part of the place, or in the place itself. */
  readonly isTaken: (part: Path, value: Scalar) => boolean;
}

function wrongValue(wrong: Wrong): Problem {
  const { path, value, isSecret } = wrong;
  const { expected, example, file, secret } = knownKey(path);
  const message =
    value === undefined ? `is missing: expected ${expected}` : `${shown(value, isSecret)} is not ${expected}`;
  if (file !== undefined) return { path, message, fix: (secret ? setSecretFromFile : setFromFile)(path, file) };
  if (value === undefined) return { path, message, fix: setExample(path, example) };
  if (isPart(example)) return { path, message, fix: structureFix(wrong, example) };
  const meant = isSecret ? undefined : meantScalar(wrong);
  return { path, message, fix: replace(path, meant ?? example, value) };
}

/** The text or number that was meant, where just its kind is wrong. */
function meantScalar({ issue, value, isTaken }: Wrong): Scalar | undefined {
  const meant = issue.code === "invalid_type" ? inKind(issue.expected, value) : undefined;
  return meant !== undefined && isTaken([], meant) ? meant : undefined;
}

function inKind(kind: string, value: unknown): Scalar | undefined {
  if (kind === "string" && typeof value === "number") return String(value);
  return kind === "number" && typeof value === "string" && /^\d+$/.test(value) ? Number(value) : undefined;
}

/** How to fix what should have parts. Pulumi sets a part only where there is nothing yet, or a container of the right kind. */
function structureFix({ path, value, isSecret, isNeeded, isTaken }: Wrong, example: ExamplePart): Fix {
  // An element of a list can't be put in the place of another.
  if (typeof path.at(-1) === "number") return remove(path);
  if (typeof value === typeof example.value && example.part.length === 1 && !isSecret) {
    const meant = value as string | number;
    if (isTaken(example.part, meant)) return inTurn(remove(path), setExample(path, { ...example, value: meant }));
  }
  if (!isNeeded()) return remove(path);
  const fix = setExample(path, example);
  return takesPart(value, example.part) ? fix : inTurn(remove(path), fix);
}

function takesPart(value: unknown, [first]: Path): boolean {
  if (value === null) return true;
  const isEmpty = typeof value === "object" && Object.keys(value).length === 0;
  return isEmpty && Array.isArray(value) === (typeof first === "number");
}

function setExample(path: Path, example: ConfigKey["example"]): Fix {
  if (!isPart(example)) return set(path, example);
  const first = set([...path, ...example.part], example.value);
  return inTurn(first, ...(example.also ?? []).map((other) => setExample(path, other)));
}

function isPart(example: ConfigKey["example"]): example is ExamplePart {
  return typeof example === "object";
}

function shown(value: unknown, isSecret: boolean): string {
  // What may be secret is told by its kind alone.
  if (isSecret) return Array.isArray(value) ? "a list" : `a ${typeof value}`;
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function knownKey(path: Path): ConfigKey {
  const pattern = patternOf(path);
  const known = CONFIG_KEYS.find(({ key }) => key === pattern);
  if (!known) throw new Error(`the config key ${pattern} is not in the table of keys`);
  const subject = path.slice(0, -1);
  if (path[0] !== "traffic" || !["uri", "method"].includes(String(subject.at(-1)))) return known;
  // Conditions are described as those on a header are, but what a header may be is no path.
  const { example } = knownKey(subject);
  return isPart(example) ? { ...known, example: example.value } : known;
}

/** The names that a structure may have, each with the kind of cluster that alone has it. */
function childrenOf(parent: Path): { readonly name: string; readonly kind?: string }[] {
  const isDefault = parent[0] === "traffic" && parent[2] === "default" && parent.length === 3;
  // The default route has what a rule has, but for name and match.
  const prefix = isDefault ? `${patternOf([...parent.slice(0, 2), "rules", 0])}.` : `${patternOf(parent)}.`;
  return CONFIG_KEYS.filter(({ key }) => key.startsWith(prefix))
    .map(({ key, kind }) => ({ name: key.slice(prefix.length), ...(kind && { kind }) }))
    .filter(({ name }) => !/[.[<]/.test(name) && !(isDefault && ["name", "match"].includes(name)));
}

/** A path with the names that users choose replaced by the placeholders of the table of keys. */
function patternOf(path: Path): string {
  if (path[0] !== "traffic") return configPath(path).replace(/\[\d+\]/g, "[]");
  const [, service, ...rest] = path;
  if (service === undefined) return "traffic";
  const [part, ...inner] = rest;
  if (part === "default" && inner.length === 0) return "traffic.<service>.default";
  // The default route has what a rule has, but for name and match.
  const route = part === "default" ? [0, ...inner] : inner;
  if (part === "rules" || part === "default") return ["traffic.<service>.rules", routePattern(route)].join("");
  return ["traffic", "<service>", ...rest.map(String)].join(".");
}

function routePattern([index, ...rest]: Path): string {
  if (index === undefined) return "";
  const names = rest.map(String);
  if (names[0] === "weights" && names.length > 1) names[1] = "<version>";
  if (names[0] === "match") {
    if (names[1] === "headers" && names.length > 2) names[2] = "<header>";
    if (names[1] === "sourceLabels" && names.length > 2) names[2] = "<label>";
    // A condition is written alike wherever it stands.
    if ((names[1] === "uri" || names[1] === "method") && names.length > 2) names.splice(1, 1, "headers", "<header>");
  }
  return ["[]", ...names].join(".");
}
