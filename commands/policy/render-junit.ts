import { CATALOGUE } from "../../policies/catalogue";
import { CHECKED_POLICY } from "../../policies/engine/report-text";
import { KEPT_POLICY } from "./pack";
import { type Finding, type Review } from "./review";

/**
 * A review as JUnit's XML, which CI services show as tests: one for each policy. What is advice passes, with its text
 * as output. A policy passes only where it ran: one that is disabled or could not look at something is skipped, and one
 * that never saw the whole stack is an error.
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
    ...(review.source === "preview" ? [{ name: KEPT_POLICY, outcome: outcomeOf(KEPT_POLICY, review) }] : []),
    { name: `pulumi ${review.source}`, outcome: runOutcome(review) },
  ]);
  return ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", ...suites, own, "</testsuites>", ""].join("\n");
}

/** What became of a test, and what it has to say besides. */
type Outcome = { readonly output: readonly string[] } & (
  | { readonly kind: "passed" }
  | { readonly kind: "failure" | "error" | "skipped"; readonly why: readonly string[] }
);

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

  if (mandatory.length > 0) return { kind: "failure", why: mandatory.map(text), output };
  if (disabled.includes(policy)) return { kind: "skipped", why: ["disabled in the pack's config"], output: [] };
  if (!isWhole) return { kind: "error", why: ["it never saw the whole stack", ...errors], output };
  if (blind.length > 0) return { kind: "skipped", why: blind.map(text), output };
  return { kind: "passed", output };
}

/** Whether Pulumi could run at all. */
function runOutcome({ errors }: Review): Outcome {
  return errors.length > 0 ? { kind: "error", why: errors, output: [] } : { kind: "passed", output: [] };
}

function suite(area: string, tests: readonly Test[]): string {
  const count = (kind: Outcome["kind"]) => tests.filter(({ outcome }) => outcome.kind === kind).length;
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

function testCase(area: string, { name, outcome }: Test): string {
  const start = `    <testcase classname="policies.${area}" name="${xml(name)}"`;
  const content = [
    ...(outcome.kind === "passed" ? [] : [`      ${reasonElement(outcome.kind, outcome.why)}`]),
    ...(outcome.output.length > 0 ? [`      <system-out>${xml(outcome.output.join("\n"))}</system-out>`] : []),
  ];
  return content.length === 0 ? `${start}/>` : [`${start}>`, ...content, "    </testcase>"].join("\n");
}

function reasonElement(tag: string, why: readonly string[]): string {
  return `<${tag} message="${xml(why[0] ?? "")}">${xml(why.join("\n"))}</${tag}>`;
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
