import { unknownValue } from "@pulumi/pulumi/runtime";
import assert from "node:assert/strict";
import { type EngineEvent, parseEvent } from "../../../commands/policy/engine-event";
import { reviewOf } from "../../../commands/policy/review";
import { CHECKED_POLICY } from "../../../policies/engine/report-text";
import { weightsAddUpTo100 } from "../../../policies/traffic/weights-add-up-to-100";
import { validMesh } from "../../policies/valid-mesh";
import { report } from "../../policies/run-pack";

const CONTEXT = { stack: "prod", profile: "prod", source: "preview", disabled: [], exitCode: 0, stderr: "" } as const;
const STACK_URN = "urn:pulumi:prod::p::pulumi:pulumi:Stack::p-prod";
const urn = (name: string) => `urn:pulumi:prod::p::kubernetes:core/v1:Service::${name}`;
const asked: EngineEvent = { policyAnalyzeStackSummaryEvent: {} };

function told(policyName: string, message: string, more: object = {}): EngineEvent {
  return {
    policyEvent: { policyName, message, enforcementLevel: "mandatory", resourceUrn: urn("reviews"), ...more },
  };
}

describe("a review", () => {
  it("passes where no policy says anything", () => {
    const review = reviewOf([asked, { summaryEvent: { result: "succeeded", resourceChanges: { same: 3 } } }], CONTEXT);
    assert.equal(review.verdict, "passed");
    assert.deepEqual(review.changes, { same: 3 });
    assert.deepEqual(review.errors, []);
  });

  it("tells violation and remedy apart, without the policy's description", () => {
    const text = "Ports say their protocol.\nService default/reviews: port 1\nhas no name\n  to fix: name it.\n";
    const review = reviewOf([told("ports", text, { severity: "medium" }), asked], { ...CONTEXT, exitCode: 255 });
    assert.equal(review.verdict, "violated");
    assert.deepEqual(review.violations, [
      {
        policy: "ports",
        level: "mandatory",
        severity: "medium",
        urn: urn("reviews"),
        resource: "reviews",
        message: "Service default/reviews: port 1\nhas no name",
        remedy: "name it.",
      },
    ]);
    assert.deepEqual(review.errors, [], "that Pulumi failed is the violation's doing");
  });

  it("passes with advice", () => {
    const review = reviewOf([told("ports", "d\nm", { enforcementLevel: "advisory" }), asked], CONTEXT);
    assert.equal(review.verdict, "passed");
    assert.equal(review.violations.length, 1);
  });

  it("says stack where a violation is about no single resource", () => {
    const review = reviewOf([told("ports", "d\nm", { resourceUrn: STACK_URN }), asked], CONTEXT);
    assert.equal(review.violations[0]?.resource, "stack");
  });

  it("is refused where something mandatory could not be checked", () => {
    const review = reviewOf([told("everything-could-be-checked", "d\nports could not check reviews"), asked], {
      ...CONTEXT,
      exitCode: 255,
    });
    assert.equal(review.verdict, "unchecked");
    assert.deepEqual(review.violations, []);
    assert.equal(review.unchecked[0]?.message, "ports could not check reviews");
  });

  it("passes where what could not be checked is only told", () => {
    const event = told("everything-could-be-checked", "d\nm", { enforcementLevel: "advisory" });
    const review = reviewOf([event, asked], CONTEXT);
    assert.equal(review.verdict, "passed");
    assert.equal(review.unchecked.length, 1);
  });

  it("is refused where CrossGuard says that a policy of any pack could not run, though it calls that advice", () => {
    const message = "can't run policy 'x' from policy pack 'y@v1' during preview: string value at .a can't be known";
    const review = reviewOf([told("x", message, { enforcementLevel: "advisory" }), asked], CONTEXT);
    assert.equal(review.verdict, "unchecked");
  });

  it("lists the exceptions in use", () => {
    const message = "Shows exceptions.\nports until 2027-06-30: because: it must\n";
    const review = reviewOf([told("exceptions-are-listed", message, { enforcementLevel: "advisory" }), asked], CONTEXT);
    assert.deepEqual(review.exceptions, [
      { policy: "ports", resource: "reviews", expires: "2027-06-30", reason: "because: it must" },
    ]);
    assert.deepEqual(review.violations, []);
    assert.equal(review.verdict, "passed");
  });

  it("has failed, and says why, where the program fails", () => {
    const error: EngineEvent = { diagnosticEvent: { severity: "error", message: "the config is wrong\n" } };
    const failed: EngineEvent = { diagnosticEvent: { severity: "error", message: "preview failed\n" } };
    const review = reviewOf([error, failed], { ...CONTEXT, exitCode: 255 });
    assert.equal(review.verdict, "failed");
    assert.deepEqual(review.errors, ["the config is wrong"]);
  });

  it("has failed where Pulumi never began, and gives what it printed", () => {
    const review = reviewOf([], { ...CONTEXT, exitCode: 255, stderr: "error: no stack named 'prod' found\n" });
    assert.equal(review.verdict, "failed");
    assert.deepEqual(review.errors, ["error: no stack named 'prod' found"]);
  });

  it("has failed where a preview or a look at the state ends well but no pack ran", () => {
    for (const source of ["preview", "state"] as const) {
      const review = reviewOf([{ summaryEvent: { result: "succeeded", PolicyPacks: {} } }], { ...CONTEXT, source });
      assert.equal(review.verdict, "failed", source);
      assert.deepEqual(review.errors, ["the pack was not asked about the stack as a whole"]);
      assert.equal(reviewOf([], { ...CONTEXT, source }).verdict, "failed", source);
    }
  });

  it("of a state passes where the pack ran and had nothing to say", () => {
    const events = [{ summaryEvent: { result: "succeeded", PolicyPacks: { "bookinfo-mesh": "0.1.0" } } }];
    const review = reviewOf(events, { ...CONTEXT, source: "state" });
    assert.deepEqual([review.verdict, review.isWhole, review.errors], ["passed", true, []]);
  });

  it("tells of the program's own error beside a violation", () => {
    const events: EngineEvent[] = [
      told("ports", "d\nm"),
      { diagnosticEvent: { severity: "error", message: "TypeError: boom\n" } },
      { diagnosticEvent: { severity: "error", message: "preview failed\n" } },
    ];
    const review = reviewOf(events, { ...CONTEXT, exitCode: 255 });
    assert.deepEqual([review.verdict, review.isWhole, review.errors], ["violated", false, ["TypeError: boom"]]);
  });

  it("says that the stack as a whole was not looked at, where a violation ended the run before that", () => {
    const review = reviewOf([told("ports", "d\nm")], { ...CONTEXT, exitCode: 255 });
    assert.deepEqual(review.errors, ["the pack was not asked about the stack as a whole"]);
    assert.equal(review.verdict, "violated");
  });
});

describe("what could not be checked", () => {
  it("is known by the policy that could not, as the pack words it", async () => {
    const stack = validMesh().set("reviews-routes", "spec.http[0].route[0].weight", unknownValue);
    const [{ text } = { text: "" }] = await report([weightsAddUpTo100], stack);
    const { unchecked } = reviewOf([told(CHECKED_POLICY, `What is demanded.\n${text}`), asked], CONTEXT);
    assert.deepEqual(
      unchecked.map(({ uncheckedBy }) => uncheckedBy),
      [weightsAddUpTo100.name],
    );
  });
});

describe("a line that Pulumi prints", () => {
  it("is an event or nothing", () => {
    assert.deepEqual(parseEvent('{"sequence":1,"summaryEvent":{}}'), { sequence: 1, summaryEvent: {} });
    for (const line of ["", "warning: {", "{ broken", "[]"]) assert.equal(parseEvent(line), undefined);
  });
});
