/** A place in the config: names of fields and numbers of elements, the section first. */
export type Path = readonly PropertyKey[];

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
  /** The element that the mend takes out of a list, where it does. */
  readonly takesOut?: Path;
}

/** The project's name, which Pulumi puts before each of its keys. */
export const PROJECT = "bookinfo-mesh";

/** The full key of a place in the project's config. */
export function projectKey(path: Path): string {
  return `${PROJECT}:${configPath(path)}`;
}

/**
 * Problems in an order in which all mends can be typed: whatever takes an element out of a list comes last, the last
 * element first, because all elements after it get other numbers.
 */
export function inMendingOrder(problems: readonly Problem[]): Problem[] {
  const removals = problems.filter(({ takesOut }) => takesOut);
  return [
    ...problems.filter(({ takesOut }) => !takesOut),
    ...removals.sort((a, b) => lastFirst(a.takesOut ?? [], b.takesOut ?? [])),
  ];
}

/** Problems as people read them, one paragraph each; those that the same command mends share it. */
export function formatProblems(problems: readonly Problem[]): string {
  return problems
    .map(({ key, label, message, detail, mend }, index) =>
      [
        `${key}${label ? ` (${label})` : ""}: ${message}`,
        detail && `  ${detail}`,
        problems[index + 1]?.mend !== mend && `  to mend:  ${mend}`,
      ]
        .filter((line) => line)
        .join("\n"),
    )
    .join("\n");
}

/** A key inside a config value as Pulumi writes paths: `traffic.reviews.rules[0].match.headers["x.y"]`. */
export function configPath(segments: Path): string {
  return segments.reduce<string>((path, segment) => {
    if (typeof segment === "number") return `${path}[${segment}]`;
    const name = String(segment);
    // A quote is all that Pulumi has a way to escape.
    if (!/^[\w-]+$/.test(name)) return `${path}["${name.replaceAll('"', '\\"')}"]`;
    return path === "" ? name : `${path}.${name}`;
  }, "");
}

function lastFirst(a: Path, b: Path): number {
  const at = a.findIndex((segment, index) => segment !== b[index]);
  // What holds the other goes after it.
  if (at < 0) return a.length - b.length === 0 ? 0 : 1;
  const [one, other] = [a[at], b[at]];
  if (other === undefined) return -1;
  if (typeof one === "number" && typeof other === "number") return other - one;
  return String(one) < String(other) ? -1 : 1;
}
