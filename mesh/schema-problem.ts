import { type z } from "zod";
import { CONFIG_KEYS, type ConfigKey } from "./config-keys";
import { knownWords } from "./nearest";
import {
  configPath,
  type Problem,
  projectKey,
  removeCommand,
  setCommand,
  setFileCommand,
  setSecretCommand,
} from "./problem";

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

/**
 * What a schema found wrong with one section of the config, in the words of the table of keys. `section` is the path of
 * the section, `value` its value; of what stands in a section that has something `encrypted` no value is quoted.
 */
export function issueProblems(
  section: Path,
  value: unknown,
  issues: readonly Issue[],
  encrypted: readonly string[] = [],
): Problem[] {
  const secrets = [...SECRET_SECTIONS, ...encrypted];
  return issues.flatMap((issue): Problem[] => {
    const path = [...section, ...issue.path];
    if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(path, key));
    if (issue.code === "invalid_key") return [wrongKey(path)];
    return [wrongValue(path, valueAt(value, issue.path), secrets)];
  });
}

function unknownKey(parent: Path, name: string): Problem {
  const key = projectKey([...parent, name]);
  return { key, message: `unknown key; ${knownWords(name, childrenOf(parent))}`, mend: removeCommand(key) };
}

/** A name that the user chose and that is no such name: of all such names only header names have rules of their own. */
function wrongKey(path: Path): Problem {
  const key = projectKey(path);
  const name = String(path.at(-1));
  const own = ["uri", "method"].includes(name) ? `; use match.${name} for it` : "";
  return {
    key,
    message: `${JSON.stringify(name)} is not the name of a header that Istio can match: expected lower-case letters, digits, hyphens and underscores${own}`,
    mend: removeCommand(key),
  };
}

function wrongValue(path: Path, value: unknown, secrets: readonly string[]): Problem {
  const key = projectKey(path);
  const known = knownKey(path);
  const { expected, example } = known;
  const set = setExampleCommand(path, known);
  if (value === undefined) return { key, message: `is missing: expected ${expected}`, mend: set };
  const message = `${shown(path, value, secrets)} is not ${expected}`;
  // What should have structure and has none must go before a part of it can be set.
  return {
    key,
    message,
    mend: isPart(example) && !isEmpty(value) ? removeCommand(key) : set,
  };
}

function setExampleCommand(path: Path, { example, file, secret }: ConfigKey): string {
  if (file !== undefined) return (secret ? setSecretCommand : setFileCommand)(projectKey(path), file);
  if (!isPart(example)) return setCommand(projectKey(path), example);
  return setCommand(projectKey([...path, ...example.part]), example.value);
}

function isPart(example: ConfigKey["example"]): example is Exclude<ConfigKey["example"], string | number | boolean> {
  return typeof example === "object";
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** Sections whose values are never quoted. */
const SECRET_SECTIONS = ["istio.values", "security.caCertificates", "caKey", "security.jwt.jwks"];

function shown(path: Path, value: unknown, secrets: readonly string[]): string {
  const place = path.join(".");
  // What may be secret is told by its kind alone, and so is what may have been meant for a secret inside of it.
  if (secrets.some((section) => within(place, section) || within(section, place)))
    return Array.isArray(value) ? "a list" : `a ${typeof value}`;
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function within(inner: string, outer: string): boolean {
  return inner === outer || inner.startsWith(`${outer}.`);
}

function knownKey(path: Path): ConfigKey {
  const pattern = patternOf(path);
  const known = CONFIG_KEYS.find(({ key }) => key === pattern);
  if (!known) throw new Error(`the config key ${pattern} is not in the table of keys`);
  return known;
}

function childrenOf(parent: Path): string[] {
  const prefix = `${patternOf(parent)}.`;
  return CONFIG_KEYS.filter(({ key }) => key.startsWith(prefix))
    .map(({ key }) => key.slice(prefix.length))
    .filter((rest) => !/[.[]/.test(rest));
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

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (at, segment) =>
      typeof at === "object" && at !== null ? (at as Record<PropertyKey, unknown>)[segment] : undefined,
    value,
  );
}
