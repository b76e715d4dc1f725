import fc from "fast-check";
import assert from "node:assert/strict";
import { POLICIES } from "../../../policies/catalogue";
import {
  CHECKED_POLICY,
  EXCEPTIONS_POLICY,
  formatReport,
  parseEngineMessage,
  parseReport,
  type Report,
} from "../../../policies/engine/report-text";

/** Any text at all, often of lines that look like what stands between the parts of a report. */
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc
    .array(
      fc.oneof(
        fc.string({ unit: "grapheme" }),
        fc.constantFrom(
          ...["", " ", "\n", "\r\n", "\u2028", "\\", '"', ": ", "  to fix: ", "   to fix: ", "\n  to fix: x\n"],
          ...[" could not check ", " until 2027-06-30: ", "the stack", "can't run policy "],
        ),
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join("")),
);
const anyName = fc.constantFrom(...POLICIES.map(({ name }) => name));
const anyDay = fc.date({ noInvalidDate: true, min: new Date("2020-01-01"), max: new Date("2099-12-31") });

/** Any report, with the policy that reports it. */
const anyReport: fc.Arbitrary<readonly [reporter: string, report: Report]> = fc.oneof(
  fc.tuple(
    anyName,
    fc.record(
      { kind: fc.constant("violation" as const), message: anyText, remedy: anyText },
      { requiredKeys: ["kind", "message"] },
    ),
  ),
  fc.tuple(
    fc.constant(CHECKED_POLICY),
    fc.record(
      { kind: fc.constant("unchecked" as const), policy: anyName, resource: anyText, why: anyText },
      { requiredKeys: ["kind", "policy", "why"] },
    ),
  ),
  fc.tuple(
    fc.constant(EXCEPTIONS_POLICY),
    fc.record({
      kind: fc.constant("exception" as const),
      policy: anyName,
      expires: anyDay.map((day) => day.toISOString().slice(0, 10)),
      reason: anyText,
    }),
  ),
);

/**
 * What Pulumi's engine makes of a policy's text (@pulumi/policy, makeReportViolationFun; pulumi, policyViolationEvent).
 */
function engineMessage(reporter: string, text: string): string {
  const description = POLICIES.find(({ name }) => name === reporter)?.description ?? "What is demanded.";
  return text === "" ? `${description}\n` : `${description}\n${text}\n`;
}

describe("a report's text", () => {
  it("gives the report again, whatever it says of whatever resource", () => {
    fc.assert(
      fc.property(anyReport, ([reporter, report]) => {
        assert.deepEqual({ ...parseReport(reporter, formatReport(report)) }, { ...report });
      }),
      { numRuns: 2000 },
    );
  });

  it("gives it again from what Pulumi's engine tells of it", () => {
    fc.assert(
      fc.property(anyReport, ([reporter, report]) => {
        const text = formatReport(report);
        fc.pre(text !== "");
        const parsed = parseEngineMessage(reporter, engineMessage(reporter, text));
        assert.deepEqual({ text: parsed.text, report: { ...parsed.report } }, { text, report: { ...report } });
      }),
      { numRuns: 2000 },
    );
  });

  it("is what people read: message and remedy, line by line", () => {
    const violation = { kind: "violation", message: "port 1\nhas no name", remedy: "name it.\n  or not" } as const;
    assert.equal(formatReport(violation), "port 1\nhas no name\n  to fix: name it.\n  or not");
    const unchecked = { kind: "unchecked", policy: "ports", why: "spec is not known" } as const;
    assert.equal(
      formatReport({ ...unchecked, resource: "reviews" }),
      "ports could not check reviews: spec is not known",
    );
    assert.equal(formatReport(unchecked), "ports could not check the stack: spec is not known");
    const exception = {
      kind: "exception",
      policy: "ports",
      expires: "2027-06-30",
      reason: "because: it must",
    } as const;
    assert.equal(formatReport(exception), "ports until 2027-06-30: because: it must");
  });

  it("needs one line of each policy's description, which CrossGuard puts before it", () => {
    for (const { name, description } of POLICIES) assert.doesNotMatch(description, /\n/, name);
  });
});

describe("what is told in other words than the pack's", () => {
  it("is a violation of another pack's policy, with all that it says and no remedy", () => {
    assert.deepEqual(parseReport("ports", "port 1\nhas no name"), {
      kind: "violation",
      message: "port 1\nhas no name",
    });
  });

  it("is unchecked where the pack's own policy for that tells it", () => {
    assert.deepEqual(parseReport(CHECKED_POLICY, "no idea"), {
      kind: "unchecked",
      policy: CHECKED_POLICY,
      why: "no idea",
    });
  });

  it("is shown where it is told of exceptions", () => {
    assert.deepEqual(parseReport(EXCEPTIONS_POLICY, "ports until doomsday: x"), {
      kind: "violation",
      message: "ports until doomsday: x",
    });
  });

  it("is unchecked where CrossGuard says of a policy that it did not run, in however many lines", () => {
    const message = "can't run policy 'x' from policy pack 'y@v1' during preview: value at .a\ncan't be known";
    assert.deepEqual(parseEngineMessage("x", `${message}\n`), {
      text: message,
      report: { kind: "unchecked", policy: "x", why: message },
    });
  });
});
