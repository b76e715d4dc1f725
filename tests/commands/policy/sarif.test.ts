import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { type Log } from "sarif";
import { KEPT_POLICY } from "../../../commands/policy/pack";
import { renderSarif } from "../../../commands/policy/render-sarif";
import { type Review } from "../../../commands/policy/review";
import { POLICIES } from "../../../policies/catalogue";
import { CHECKED_POLICY } from "../../../policies/engine/report-text";
import { PASSED, REVIEW } from "./sample-review";

/** OASIS's own schema of SARIF 2.1.0, without the name of its draft, which Ajv does not know and it makes no use of. */
function oasisSchema(): object {
  const file = require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
  const schema = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  delete schema["$schema"];
  delete schema["id"];
  return schema;
}

function sarifOf(review: Review) {
  return (JSON.parse(renderSarif(review)) as Log).runs[0];
}

describe("a review as SARIF", () => {
  // One of its regular expressions is none by the newer rules.
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  const isValid = ajv.compile(oasisSchema());

  it("is what the schema of SARIF 2.1.0 asks for, whatever it holds", () => {
    const failed: Review = { ...PASSED, verdict: "failed", errors: ["boom"], isWhole: false };
    const ofTheStack: Review = {
      ...REVIEW,
      violations: [{ policy: "p", level: "mandatory", resource: "stack", message: "m" }],
    };
    for (const review of [REVIEW, PASSED, failed, ofTheStack]) {
      assert.ok(isValid(JSON.parse(renderSarif(review))), ajv.errorsText(isValid.errors));
    }
    assert.ok(!isValid({ ...JSON.parse(renderSarif(PASSED)), version: "2.0.0" }), "the schema does judge");
  });

  it("knows as a rule every policy that it may have a result of", () => {
    assert.deepEqual(
      sarifOf(REVIEW)?.tool.driver.rules?.map(({ id }) => id),
      [...POLICIES.map(({ name }) => name), CHECKED_POLICY, KEPT_POLICY],
    );
  });

  it("has a result for everything that a policy said", () => {
    assert.deepEqual(
      sarifOf(REVIEW)?.results?.map(({ ruleId, level }) => `${ruleId} ${level}`),
      ["weights-add-up-to-100 error", "routes-are-resilient warning", "everything-could-be-checked error"],
    );
  });

  it("shows findings at the config of the stack", () => {
    assert.match(renderSarif(REVIEW), /"uri": "Pulumi\.prod\.yaml"/);
    assert.match(renderSarif({ ...REVIEW, stack: "acme/bookinfo-mesh/prod" }), /"uri": "Pulumi\.prod\.yaml"/);
  });

  it("says that the run did not succeed where the program failed, refused or not", () => {
    const successes = [REVIEW, { ...REVIEW, errors: ["boom"] }].map(
      (review) => sarifOf(review)?.invocations?.[0]?.executionSuccessful,
    );
    assert.deepEqual(successes, [true, false]);
  });
});
