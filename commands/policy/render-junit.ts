import { CATALOGUE } from "../../policies/catalogue";
import { CHECKED_POLICY } from "../../policies/engine/report-text";
import { type Finding, type Review } from "./review";

/**
 * A review as JUnit's XML, which CI services show as tests: one for each policy. What is advice passes, with its text as
 * output. A policy passes only where it ran: one that is disabled or could not look at something is skipped, and one that
 * never saw the whole stack is an error.
 */
export function renderJunit(review: Review): string {
  const suites = Object.entries(CATALOGUE).map(([area, policies]) =>
    suite(
      area,
      policies.map(({ name }) => ({ name, outcome: outcomeOf(name, review) })),
    ),
  );
  const own = suite("pack", [
    { name: CHECKED_POLICY, outcome: outcomeOf(CHECKED_POLICY, review) },
    { name: `pulumi ${review.source}`, outcome: runOutcome(review) },
  ]);
  return ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", ...suites, own, "</testsuites>", ""].join("\n");
}

/** What became of a test: how it did not pass, where it did not, and what it has to say besides. */
interface Outcome {
  readonly not?: { readonly passed: "failure" | "error" | "skipped"; readonly why: readonly string[] };
  readonly output?: readonly string[];
}

interface Test {
  readonly name: string;
  readonly outcome: Outcome;
}

function outcomeOf(policy: string, { violations, unchecked, disabled, isWhole, errors }: Review): Outcome {
  const own = policy === CHECKED_POLICY ? unchecked : violations.filter((finding) => finding.policy === policy);
  const mandatory = own.filter(({ level }) => level === "mandatory");
  const advice = violations.filter((finding) => finding.policy === policy && finding.level === "advisory");
  const blind = unchecked.filter((finding) => policy === CHECKED_POLICY || finding.uncheckedBy === policy);
  const output = advice.map(text);

  if (mandatory.length > 0) return { not: { passed: "failure", why: mandatory.map(text) }, output };
  if (disabled.includes(policy)) return { not: { passed: "skipped", why: ["disabled in the pack's config"] } };
  if (!isWhole) return { not: { passed: "error", why: ["it never saw the whole stack", ...errors] }, output };
  if (blind.length > 0) return { not: { passed: "skipped", why: blind.map(text) }, output };
  return { output };
}

/** Whether Pulumi could run at all. */
function runOutcome({ errors }: Review): Outcome {
  return errors.length > 0 ? { not: { passed: "error", why: errors } } : {};
}

function suite(area: string, tests: readonly Test[]): string {
  const count = (how: string) => tests.filter(({ outcome }) => outcome.not?.passed === how).length;
  const attributes = [
    `name="policies.${area}"`,
    `tests="${tests.length}"`,
    `failures="${count("failure")}"`,
    `errors="${count("error")}"`,
    `skipped="${count("skipped")}"`,
  ];
  const cases = tests.map((test) => testCase(area, test));
  return [`  <testsuite ${attributes.join(" ")}>`, ...cases, "  </testsuite>"].join("\n");
}

function testCase(area: string, { name, outcome: { not, output = [] } }: Test): string {
  const start = `    <testcase classname="policies.${area}" name="${xml(name)}"`;
  const content = [
    ...(not
      ? [`      <${not.passed} message="${xml(not.why[0] ?? "")}">${xml(not.why.join("\n"))}</${not.passed}>`]
      : []),
    ...(output.length > 0 ? [`      <system-out>${xml(output.join("\n"))}</system-out>`] : []),
  ];
  return content.length === 0 ? `${start}/>` : [`${start}>`, ...content, "    </testcase>"].join("\n");
}

function text({ resource, message, remedy }: Finding): string {
  return `${resource}: ${message}${remedy === undefined ? "" : `\n  to fix: ${remedy}`}`;
}

/** Text within XML; control characters that XML has no way to write are left out. */
function xml(content: string): string {
  const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return content
    .replace(/[&<>"]/g, (character) => escapes[character] ?? "")
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "");
}
