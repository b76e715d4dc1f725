import assert from "node:assert/strict";
import fc from "fast-check";
import { KEPT_POLICY } from "../../../commands/policy/pack";
import { renderJunit } from "../../../commands/policy/render-junit";
import { type Review } from "../../../commands/policy/review";
import { POLICIES } from "../../../policies/catalogue";
import { CHECKED_POLICY } from "../../../policies/engine/report-text";
import { FINDING, PASSED, REVIEW } from "./sample-review";

/** How the test of a policy ended, and the whole of it. */
function testOf(name: string, review: Review): { outcome: string; xml: string } {
  const [xml = ""] = new RegExp(`<testcase [^>]*name="${name}"(/>|>[^]*?</testcase>)`).exec(renderJunit(review)) ?? [];
  assert.notEqual(xml, "", name);
  return { outcome: /<(failure|error|skipped) /.exec(xml)?.[1] ?? "passed", xml };
}

describe("a review as JUnit XML", () => {
  const xml = renderJunit(REVIEW);

  it("has a test for each policy, of which those with mandatory violations fail", () => {
    assert.equal(xml.match(/<testcase /g)?.length, POLICIES.length + 3);
    assert.equal(xml.match(/<failure /g)?.length, 2);
    assert.match(
      xml,
      /name="weights-add-up-to-100">\n {6}<failure message="reviews-routes: VirtualService [^"]*\(a\|b &lt;c&gt; &amp; &quot;d&quot;\)/,
    );
    assert.match(xml, /<testsuite name="policies\.traffic" tests="\d+" failures="1" errors="0" skipped="1">/);
  });

  it("has one for what the review itself refuses, of a preview alone: a state replaces nothing", () => {
    assert.equal(testOf(KEPT_POLICY, PASSED).outcome, "passed");
    const refused: Review = { ...REVIEW, violations: [{ ...FINDING, policy: KEPT_POLICY }] };
    assert.equal(testOf(KEPT_POLICY, refused).outcome, "failure");
    assert.doesNotMatch(renderJunit({ ...PASSED, source: "state" }), new RegExp(KEPT_POLICY));
  });

  it("passes a policy that has advice alone, and shows it", () => {
    const { outcome, xml } = testOf("routes-are-resilient", REVIEW);
    assert.equal(outcome, "passed");
    assert.match(xml, /<system-out>reviews-routes: no timeout/);
  });

  it("skips a policy that is disabled", () => {
    const review = { ...PASSED, disabled: ["gateways-serve-https"] };
    assert.equal(testOf("gateways-serve-https", review).outcome, "skipped");
    assert.match(
      renderJunit(review),
      /<testsuite name="policies\.gateways" tests="\d+" failures="0" errors="0" skipped="1">/,
    );
  });

  it("skips a policy that could not look at something, and fails the pack's own unless that is allowed", () => {
    assert.equal(testOf("hosts-are-known", REVIEW).outcome, "skipped");
    assert.equal(testOf(CHECKED_POLICY, REVIEW).outcome, "failure");

    const allowed: Review = { ...REVIEW, unchecked: REVIEW.unchecked.map((one) => ({ ...one, level: "advisory" })) };
    assert.equal(testOf("hosts-are-known", allowed).outcome, "skipped");
    assert.equal(testOf(CHECKED_POLICY, allowed).outcome, "skipped");
    assert.match(testOf(CHECKED_POLICY, allowed).xml, /hosts-are-known could not check x/);
  });

  it("passes no policy that never saw the whole stack", () => {
    const review: Review = { ...REVIEW, errors: ["boom"], isWhole: false, unchecked: [] };
    assert.equal(testOf("weights-add-up-to-100", review).outcome, "failure");
    const others = POLICIES.filter(({ name }) => name !== "weights-add-up-to-100");
    for (const { name } of others) assert.equal(testOf(name, review).outcome, "error", name);
    assert.match(testOf("pulumi preview", review).xml, /<error message="boom">boom<\/error>/);
  });

  it("is well-formed whatever a resource is called", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (message) => {
        const content = renderJunit({ ...REVIEW, violations: [{ ...FINDING, message }] });
        const [, text = ""] = /<failure message="([^]*?)">/.exec(content) ?? [];
        assert.doesNotMatch(text, /[<>]|&(?!(amp|lt|gt|quot);)/);
        const forbidden = [...text].filter((character) => character < " " && !"\t\n\r".includes(character));
        assert.deepEqual(forbidden, []);
      }),
    );
  });
});
