import { CATALOGUE } from "../policies/catalogue";
import { CHECKED_POLICY } from "../policies/engine/crossguard";
import { type Finding, type Review } from "./review";

/** A review as JUnit's XML, which CI services show as tests: one for each policy. What is advice passes, with its text as output. */
export function renderJunit(review: Review): string {
  const suites = Object.entries(CATALOGUE).map(([area, policies]) =>
    suite(
      area,
      policies.map(({ name }) =>
        testCase(
          area,
          name,
          review.violations.filter(({ policy }) => policy === name),
        ),
      ),
    ),
  );
  const own = suite("pack", [testCase("pack", CHECKED_POLICY, review.unchecked), runCase(review)]);
  return ['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", ...suites, own, "</testsuites>", ""].join("\n");
}

interface Case {
  readonly xml: string;
  readonly failures: number;
}

function suite(name: string, cases: readonly Case[]): string {
  const failures = cases.reduce((sum, one) => sum + one.failures, 0);
  const attributes = `name="policies.${name}" tests="${cases.length}" failures="${failures}" errors="0" skipped="0"`;
  return [`  <testsuite ${attributes}>`, ...cases.map(({ xml }) => xml), "  </testsuite>"].join("\n");
}

function testCase(area: string, policy: string, findings: readonly Finding[]): Case {
  const mandatory = findings.filter(({ level }) => level === "mandatory");
  const advice = findings.filter(({ level }) => level === "advisory");
  const content = [
    ...(mandatory.length > 0
      ? [
          `      <failure message="${xml(mandatory[0]?.message ?? "")}">${xml(mandatory.map(text).join("\n"))}</failure>`,
        ]
      : []),
    ...(advice.length > 0 ? [`      <system-out>${xml(advice.map(text).join("\n"))}</system-out>`] : []),
  ];
  return { failures: Math.min(1, mandatory.length), xml: element(area, policy, content) };
}

/** Whether Pulumi could run at all. */
function runCase({ source, errors }: Review): Case {
  const failure = `      <failure message="${xml(errors[0] ?? "")}">${xml(errors.join("\n"))}</failure>`;
  return {
    failures: Math.min(1, errors.length),
    xml: element("pack", `pulumi ${source}`, errors.length > 0 ? [failure] : []),
  };
}

function element(area: string, name: string, content: readonly string[]): string {
  const start = `    <testcase classname="policies.${area}" name="${xml(name)}"`;
  return content.length === 0 ? `${start}/>` : [`${start}>`, ...content, "    </testcase>"].join("\n");
}

function text({ resource, message, remedy }: Finding): string {
  return `${resource}: ${message}${remedy === undefined ? "" : `\n  to mend: ${remedy}`}`;
}

/** Text within XML; control characters that XML has no way to write are left out. */
function xml(content: string): string {
  const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return content
    .replace(/[&<>"]/g, (character) => escapes[character] ?? "")
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "");
}
