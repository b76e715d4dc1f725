import { type Path } from "../../mesh/config-path";

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
        problems[index + 1]?.mend !== mend && `  to fix:  ${mend}`,
      ]
        .filter((line) => line)
        .join("\n"),
    )
    .join("\n");
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
