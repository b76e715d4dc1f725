import { formatPodChange } from "./pod-change";
import { type Finding, groupedExceptions, type Review } from "./review";
import { verdictLine } from "./render-text";
import { formatChange } from "./traffic-change";

/**
 * A review as a comment on a pull request. Its first line, which nobody sees, tells it from comments on other stacks
 * and of other authors: by it the comment is found again.
 */
export function renderMarkdown(review: Review): string {
  const { stack, violations, unchecked, exceptions, traffic, pods, errors, source, baseline } = review;
  return `${[
    `<!-- policy review of ${stack} -->`,
    `### ${review.verdict === "passed" ? "✅" : "❌"} ${stack}`,
    verdictLine(review).replaceAll("\n", "\n\n"),
    ...(source === "preview"
      ? [
          "**Traffic**",
          traffic.length === 0 ? "Stays as it is." : list(traffic.map((change) => escape(formatChange(change)))),
        ]
      : []),
    ...(pods.length > 0 ? ["**Pods**", list(pods.map((change) => escape(formatPodChange(change))))] : []),
    ...(errors.length > 0 ? ["**Pulumi**", fence(errors.join("\n"))] : []),
    ...(violations.length > 0 ? ["**Violations**", findingTable(violations)] : []),
    ...(unchecked.length > 0 ? ["**Could not be checked**", findingTable(unchecked)] : []),
    ...(baseline && baseline.known.length > 0
      ? [
          `**Known by ${escape(baseline.file)}**`,
          list(baseline.known.map(({ policy, message, until }) => `${policy} until ${until}: ${escape(message)}`)),
        ]
      : []),
    ...(baseline && baseline.unneeded.length > 0
      ? [
          `**No longer needed in ${escape(baseline.file)}**`,
          list(baseline.unneeded.map(({ policy, resource, message }) => escape(`${policy} ${resource}: ${message}`))),
        ]
      : []),
    ...(exceptions.length > 0
      ? [
          "**Exceptions in use**",
          list(
            groupedExceptions(exceptions).map(
              ({ policy, expires, reason, resources }) =>
                `${policy} until ${expires}: ${escape(reason)} (${escape(resources.join(", "))})`,
            ),
          ),
        ]
      : []),
  ].join("\n\n")}\n`;
}

function findingTable(findings: readonly Finding[]): string {
  const rows = findings.map(({ level, policy, resource, message, remedy }) => [
    level,
    policy,
    resource,
    message,
    remedy ?? "",
  ]);
  const line = (cells: readonly string[]) => `| ${cells.map(escape).join(" | ")} |`;
  return [
    line(["Level", "Policy", "Resource", "Violation", "To fix"]),
    "| --- | --- | --- | --- | --- |",
    ...rows.map(line),
  ].join("\n");
}

function list(lines: readonly string[]): string {
  return lines.map((line) => `- ${line}`).join("\n");
}

function fence(text: string): string {
  const ticks = "`".repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([run]) => run.length + 1)));
  return `${ticks}\n${text}\n${ticks}`;
}

/** Text from a stack's resources is only ever text, not Markdown. */
function escape(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#]/g, "\\$&").replaceAll("\n", " ");
}
