import Table from "cli-table3";
import { tableText } from "../terminal/table";
import { POLICIES } from "../../policies/catalogue";
import { pageFile } from "../../policies/engine/policy-page";
import { formatPodChange } from "./pod-change";
import { type AgainstBaseline, type Finding, groupedExceptions, type Review } from "./review";
import { formatChange } from "./traffic-change";

/** The policies that have a page each. */
const EXPLAINED: ReadonlySet<string> = new Set(POLICIES.map(({ name }) => name));

/** A review as people read it in a terminal of so many columns. */
export function renderText(review: Review, columns: number): string {
  return [
    ...(review.violations.length > 0 ? [findingTable(review.violations, columns), remedies(review.violations)] : []),
    ...(review.unchecked.length > 0
      ? [
          section(
            "Could not be checked",
            review.unchecked.map(({ resource, message }) => `${resource}: ${message}`),
          ),
        ]
      : []),
    ...(review.exceptions.length > 0 ? [section("Exceptions in use", exceptionLines(review))] : []),
    ...(review.baseline ? baselineSections(review.baseline) : []),
    ...(review.source === "preview" ? [section("Traffic", trafficLines(review))] : []),
    ...(review.pods.length > 0 ? [section("Pods", review.pods.map(formatPodChange))] : []),
    ...(review.errors.length > 0 ? [section("Pulumi", review.errors)] : []),
    verdictLine(review),
  ].join("\n\n");
}

/** The last line of a review: what came of it and how many of what there are. */
export function verdictLine({
  stack,
  profile,
  source,
  verdict,
  violations,
  unchecked,
  exceptions,
  changes,
  baseline,
}: Review): string {
  const count = (level: Finding["level"]) => violations.filter((violation) => violation.level === level).length;
  const subject = `${source === "preview" ? "Preview" : "State"} of ${stack}, profile ${profile}`;
  const counts = [
    `${count("mandatory")} mandatory violations`,
    `${count("advisory")} advisory`,
    `${unchecked.length} unchecked`,
    `${groupedExceptions(exceptions).length} exceptions in use`,
    ...(baseline ? [`${baseline.known.length} known by the baseline`] : []),
  ].join(", ");
  const result = {
    passed: "passed",
    violated: "REFUSED",
    unchecked: "REFUSED: not everything could be checked",
    failed: "NOT REVIEWED: Pulumi failed",
  };
  const planned = Object.entries(changes).filter(([kind]) => kind !== "same");
  const plan =
    source === "preview" && planned.length > 0
      ? `\nWould ${planned.map(([kind, number]) => `${kind} ${number}`).join(", ")}. Nothing was changed.`
      : "";
  return `${subject}: ${result[verdict]} (${counts})${plan}`;
}

function findingTable(findings: readonly Finding[], columns: number): string {
  const table = new Table({
    head: ["Level", "Policy", "Resource", "Violation"],
    style: { head: [], border: [] },
  });
  const sorted = [...findings].sort(
    (a, b) =>
      b.level.localeCompare(a.level) || a.policy.localeCompare(b.policy) || a.resource.localeCompare(b.resource),
  );
  table.push(...sorted.map(({ level, policy, resource, message }) => [level, policy, resource, message]));
  return tableText(table, columns);
}

function remedies(findings: readonly Finding[]): string {
  const byPolicy = new Map(
    findings.flatMap(({ policy, remedy }) => (remedy === undefined ? [] : [[policy, remedy] as const])),
  );
  const lines = [...byPolicy].map(
    ([policy, remedy]) => `${policy}: ${remedy}${EXPLAINED.has(policy) ? `\n  why: ${pageFile(policy)}` : ""}`,
  );
  return section("To fix", lines.sort());
}

function exceptionLines({ exceptions }: Review): string[] {
  return groupedExceptions(exceptions).map(
    ({ policy, expires, reason, resources }) => `${policy} until ${expires}: ${reason} (${resources.join(", ")})`,
  );
}

function baselineSections({ file, known, unneeded }: AgainstBaseline): string[] {
  const lines = {
    [`Known by ${file}`]: known.map(({ policy, message, until }) => `${policy} until ${until}: ${message}`),
    [`No longer needed in ${file}`]: unneeded.map(
      ({ policy, resource, message }) => `${policy} ${resource}: ${message}`,
    ),
  };
  return Object.entries(lines).flatMap(([title, some]) => (some.length > 0 ? [section(title, some)] : []));
}

function trafficLines({ traffic }: Review): string[] {
  return traffic.length === 0 ? ["stays as it is"] : traffic.map(formatChange);
}

function section(title: string, lines: readonly string[]): string {
  return [`${title}:`, ...lines.map((line) => `  ${line.replaceAll("\n", "\n  ")}`)].join("\n");
}
