import { isDeepStrictEqual } from "node:util";
import { type Path, projectKey } from "../../mesh/config-path";
import { type Fix, removedElement } from "./fix";
import { renderFix } from "./render-fix";

/** Something wrong in what a person wrote, told so that they can fix it without reading any code. */
export interface Problem {
  /** Where it is. */
  readonly path: Path;
  /** A name that people know the place by, such as a rule's. */
  readonly label?: string;
  /** What is wrong: the value and what was expected in its place. */
  readonly message: string;
  /** One more line that helps to see it. */
  readonly detail?: string;
  readonly fix: Fix;
}

/**
 * Problems in an order in which all fixes can be typed: whatever takes an element out of a list comes last, the last
 * element first, because all elements after it get other numbers.
 */
export function inOrderOfFixing(problems: readonly Problem[]): Problem[] {
  const removals = problems.flatMap((problem) => {
    const element = removedElement(problem.fix);
    return element ? [{ problem, element }] : [];
  });
  return [
    ...problems.filter(({ fix }) => !removedElement(fix)),
    ...removals.sort((a, b) => lastFirst(a.element, b.element)).map(({ problem }) => problem),
  ];
}

/**
 * Problems as people read them, one paragraph each; those that the same fix is for share it. `pulumi` is how it is
 * called.
 */
export function formatProblems(problems: readonly Problem[], pulumi: string): string {
  return problems
    .map(({ path, label, message, detail, fix }, index) =>
      [
        `${projectKey(path)}${label ? ` (${label})` : ""}: ${message}`,
        detail && `  ${detail}`,
        !isDeepStrictEqual(problems[index + 1]?.fix, fix) && `  to fix:  ${renderFix(fix, pulumi)}`,
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
