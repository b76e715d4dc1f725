import { configPath, isAtOrIn, type Path } from "../../mesh/config-path";
import { isHeaderName } from "../../mesh/traffic/header-name";
import { pathOf, type Reading } from "../reading";
import { configSchema } from "../schema/config-schema";
import { aboutOf, namesIn, schemaAt } from "../schema/key-places";
import { mayBeSecret } from "../secret-places";
import { fieldOf, valueAt } from "../value";
import { remove } from "./fix";
import { knownWords, nearest } from "./nearest";
import { type Problem } from "./problem";
import { fixOf, rename, type WrongValue } from "./schema-fix";

/**
 * What a schema found wrong with one part of the config, in the words that it has for each key. `path` is that part's,
 * and `written` what stands there; of what stands in a key that has something `encrypted` no value is quoted.
 */
export function issueProblems(
  path: Path,
  written: unknown,
  { value, issues }: Pick<Reading<unknown>, "value" | "issues">,
  encrypted: readonly string[] = [],
): Problem[] {
  const isSecret = (place: Path) => mayBeSecret(place, encrypted);
  const moves = issues.flatMap((issue): Move[] => {
    const at = pathOf(issue);
    if (issue.code === "unrecognized_keys") {
      const holder = valueAt(written, at);
      return issue.keys.map((name) => unknownKey([...path, ...at], holder, name, isSecret));
    }
    if (issue.code === "invalid_key") return [wrongName([...path, ...at], valueAt(written, at.slice(0, -1)), isSecret)];
    return [];
  });
  const targets = moves.flatMap(({ to }) => (to ? [to] : []));
  const wrong = issues
    .filter(({ code }) => code !== "unrecognized_keys" && code !== "invalid_key")
    .map((issue) => {
      const place = [...path, ...pathOf(issue)];
      return wrongValue({
        path: place,
        root: path,
        value: valueAt(value, pathOf(issue)),
        holder: valueAt(value, pathOf(issue).slice(0, -1)),
        issue,
        isSecret: isSecret(place),
      });
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
  const kind = fieldOf(holder, "kind");
  const children = namesIn(schemaAt(configSchema, parent));
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
  return { problem: { path, message, fix: rename(path, to, fieldOf(holder, name)) }, to };
}

/** What names in a place must be like, other than those of headers. */
function namesAt(path: Path): { readonly what: string; readonly expected: string } | undefined {
  const [section, , field, ...rest] = path;
  const isService = section === "services";
  if (isService && (field === undefined || (field === "versions" && rest.length === 1))) {
    const what = field === undefined ? "the name of a service" : "the name of a version";
    return { what, expected: "at most 63 lower-case letters, digits and hyphens, the first and the last no hyphen" };
  }
  if (!isService && !["sourceLabels", "selector"].includes(String(path.at(-2)))) return undefined;
  const expected =
    "letters, digits, hyphens, underscores and dots, with a domain and a slash before where there is one";
  return { what: "the name of a label", expected };
}

/** A name that the user chose and that is no such name. */
function wrongName(path: Path, holder: unknown, isSecret: (path: Path) => boolean): Move {
  const name = String(path.at(-1));
  const quoted = JSON.stringify(name);
  const rule = namesAt(path);
  if (rule) {
    const message = `${quoted} is not ${rule.what}: expected ${rule.expected}`;
    return { problem: { path, message, fix: remove(path) } };
  }
  const field = ["uri", "method"].includes(name) ? [...path.slice(0, -2), name] : undefined;
  const message = `${quoted} is not the name of a header that Istio can match: expected lower-case letters, digits, hyphens and underscores${field ? `; use match.${name} for it` : ""}`;
  const lowerCase = name.toLowerCase();
  if (field || isSecret(path) || !isHeaderName(lowerCase) || fieldOf(holder, lowerCase) !== undefined) {
    return { problem: { path, message, fix: remove(path) } };
  }
  const to = [...path.slice(0, -1), lowerCase];
  return { problem: { path, message, fix: rename(path, to, fieldOf(holder, name)) }, to };
}

/** What is wrong with a value: it is missing, or none of its place. */
function wrongValue(wrong: WrongValue): Problem {
  const { path, value, isSecret } = wrong;
  const { expected } = aboutOf(schemaAt(configSchema, path), configPath(path));
  const message =
    value === undefined ? `is missing: expected ${expected}` : `${shown(value, isSecret)} is not ${expected}`;
  return { path, message, fix: fixOf(wrong) };
}

function shown(value: unknown, isSecret: boolean): string {
  // What may be secret is told by its kind alone.
  if (isSecret) return Array.isArray(value) ? "a list" : `a ${typeof value}`;
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
