/** Something wrong in what a person wrote, told so that they can mend it without reading any code. */
export interface Problem {
  /** Where it is: the full key as `pulumi config set --path` takes it, or a file. */
  readonly key: string;
  /** A name that people know the place by, such as a rule's. */
  readonly label?: string;
  /** What is wrong: the value and what was expected in its place. */
  readonly message: string;
  /** One more line that helps to see it. */
  readonly detail?: string;
  /** The command that mends it. */
  readonly mend: string;
}

/** The project's name, which Pulumi puts before each of its keys. */
export const PROJECT = "bookinfo-mesh";

/** The full key of a place in the project's config. */
export function projectKey(path: readonly PropertyKey[]): string {
  return `${PROJECT}:${configPath(path)}`;
}

/** Problems as people read them, one paragraph each. */
export function formatProblems(problems: readonly Problem[]): string {
  return problems
    .map(({ key, label, message, detail, mend }) =>
      [`${key}${label ? ` (${label})` : ""}: ${message}`, detail && `  ${detail}`, `  to mend:  ${mend}`]
        .filter((line) => line)
        .join("\n"),
    )
    .join("\n");
}

/** The command that sets one key of a stack's config. */
export function setCommand(key: string, value: string | number | boolean): string {
  return `pulumi config set --path ${shellQuote(key)} ${shellQuote(String(value))}`;
}

/** The command that sets one key to what a file holds. */
export function setFileCommand(key: string, file: string): string {
  return `pulumi config set --path ${shellQuote(key)} < ${shellQuote(file)}`;
}

/** The command that sets one key, encrypted, to what a file holds: a secret belongs neither on a command line nor in the clear. */
export function setSecretCommand(key: string, file: string): string {
  return `pulumi config set --secret --path ${shellQuote(key)} < ${shellQuote(file)}`;
}

/** The command that removes one key of a stack's config. */
export function removeCommand(key: string): string {
  return `pulumi config rm --path ${shellQuote(key)}`;
}

/** A key inside a config value as Pulumi writes paths: `traffic.reviews.rules[0].match.headers["x.y"]`. */
export function configPath(segments: readonly PropertyKey[]): string {
  return segments.reduce<string>((path, segment) => {
    if (typeof segment === "number") return `${path}[${segment}]`;
    const name = String(segment);
    if (!/^[\w-]+$/.test(name)) return `${path}[${JSON.stringify(name)}]`;
    return path === "" ? name : `${path}.${name}`;
  }, "");
}

function shellQuote(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
