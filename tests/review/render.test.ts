import assert from "node:assert/strict";
import fc from "fast-check";
import { POLICIES } from "../../policies/catalogue";
import { renderJunit } from "../../review/render-junit";
import { renderMarkdown } from "../../review/render-markdown";
import { renderSarif } from "../../review/render-sarif";
import { renderText } from "../../review/render-text";
import { type Finding, type Review } from "../../review/review";

const FINDING: Finding = {
  policy: "weights-add-up-to-100",
  level: "mandatory",
  severity: "critical",
  urn: "urn:pulumi:prod::p::kubernetes:networking.istio.io/v1:VirtualService::reviews-routes",
  resource: "reviews-routes",
  message: 'VirtualService default/reviews, http[0] (a|b <c> & "d"): weights add up to 110, not 100',
  remedy: "give every destination a weight.",
};

const REVIEW: Review = {
  stack: "prod",
  profile: "strict",
  source: "preview",
  verdict: "violated",
  violations: [FINDING, { ...FINDING, policy: "routes-are-resilient", level: "advisory", message: "no timeout" }],
  unchecked: [{ ...FINDING, policy: "everything-could-be-checked", message: "hosts-are-known could not check x" }],
  exceptions: [
    { policy: "gateways-serve-https", resource: "a", expires: "2027-06-30", reason: "one machine" },
    { policy: "gateways-serve-https", resource: "b", expires: "2027-06-30", reason: "one machine" },
  ],
  traffic: [{ service: "reviews", rule: "roundrobin-user", change: "v1 10 -> 20, v3 60 -> 50" }],
  changes: { same: 20, update: 1 },
  errors: [],
  isWhole: true,
  disabled: [],
};

const PASSED: Review = {
  ...REVIEW,
  verdict: "passed",
  violations: [],
  unchecked: [],
  exceptions: [],
  traffic: [],
  changes: { same: 21 },
};

describe("a review as text", () => {
  const text = renderText(REVIEW, 160);

  it("has a row for each violation, the mandatory ones first, and how to mend them", () => {
    assert.match(text, /│ mandatory │ weights-add-up-to-100 +│ reviews-routes +│ VirtualService default\/reviews/);
    assert.ok(text.indexOf("mandatory │") < text.indexOf("advisory  │"));
    assert.match(text, /\nTo mend:\n.* {2}weights-add-up-to-100: give every destination a weight\.\n/s);
  });

  it("shows exceptions once for each reason, and what could not be checked", () => {
    assert.match(text, /\nExceptions in use:\n {2}gateways-serve-https until 2027-06-30: one machine \(a, b\)\n/);
    assert.match(text, /\nCould not be checked:\n {2}reviews-routes: hosts-are-known could not check x\n/);
  });

  it("shows the traffic change", () => {
    assert.match(text, /\nTraffic:\n {2}reviews, roundrobin-user: v1 10 -> 20, v3 60 -> 50\n/);
    assert.match(renderText(PASSED, 160), /^Traffic:\n {2}stays as it is\n/);
  });

  it("ends with the verdict", () => {
    assert.match(
      text,
      /\n\nPreview of prod, profile strict: REFUSED \(1 mandatory violations, 1 advisory, 1 unchecked, 1 exceptions in use\)\nWould update 1\. Nothing was changed\.$/,
    );
    assert.match(
      renderText(PASSED, 160),
      /: passed \(0 mandatory violations, 0 advisory, 0 unchecked, 0 exceptions in use\)$/,
    );
  });

  it("gives Pulumi's own errors where the review failed", () => {
    const failed = renderText({ ...PASSED, verdict: "failed", errors: ["the config\nis wrong"] }, 80);
    assert.match(failed, /\nPulumi:\n {2}the config\n {2}is wrong\n\nPreview of prod, profile strict: NOT REVIEWED/);
  });
});

describe("a review as SARIF", () => {
  interface Sarif {
    readonly runs: readonly {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly { readonly ruleId: string; readonly level: string }[];
    }[];
  }
  const sarif = JSON.parse(renderSarif(REVIEW)) as Sarif;

  it("knows every policy as a rule", () => {
    assert.deepEqual(
      sarif.runs[0]?.tool.driver.rules.map(({ id }) => id),
      POLICIES.map(({ name }) => name),
    );
  });

  it("has a result for everything that a policy said", () => {
    assert.deepEqual(
      sarif.runs[0]?.results.map(({ ruleId, level }) => `${ruleId} ${level}`),
      ["weights-add-up-to-100 error", "routes-are-resilient warning", "everything-could-be-checked error"],
    );
    assert.match(renderSarif(REVIEW), /"uri": "Pulumi\.prod\.yaml"/);
    assert.match(renderSarif({ ...REVIEW, stack: "acme/bookinfo-mesh/prod" }), /"uri": "Pulumi\.prod\.yaml"/);
  });
});

describe("a review as JUnit XML", () => {
  it("has a test for each policy, of which those with mandatory violations fail", () => {
    const xml = renderJunit(REVIEW);
    assert.equal(xml.match(/<testcase /g)?.length, POLICIES.length + 2);
    assert.equal(xml.match(/<failure /g)?.length, 2);
    assert.match(
      xml,
      /name="weights-add-up-to-100">\n {6}<failure message="VirtualService [^"]*\(a\|b &lt;c&gt; &amp; &quot;d&quot;\)/,
    );
    assert.match(xml, /<system-out>reviews-routes: no timeout/);
    assert.match(xml, /<testsuite name="policies\.traffic" tests="\d+" failures="1"/);
  });

  it("fails where Pulumi failed", () => {
    const xml = renderJunit({ ...PASSED, verdict: "failed", errors: ["boom"] });
    assert.match(xml, /name="pulumi preview">\n {6}<failure message="boom">boom<\/failure>/);
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

describe("a review as Markdown", () => {
  const markdown = renderMarkdown(REVIEW);

  it("says first what came of it and what traffic does", () => {
    assert.match(
      markdown,
      /^<!-- policy review of prod -->\n\n### ❌ prod\n\nPreview of prod, profile strict: REFUSED/,
    );
    assert.match(markdown, /\n\*\*Traffic\*\*\n\n- reviews, roundrobin-user: v1 10 -\\> 20, v3 60 -\\> 50\n/);
    assert.match(renderMarkdown(PASSED), /\n\n### ✅ prod\n[^]*\*\*Traffic\*\*\n\nStays as it is\.\n$/);
  });

  it("keeps the text of resources from being read as Markdown", () => {
    assert.match(markdown, /\| mandatory \| weights-add-up-to-100 \| reviews-routes \| [^|]*\(a\\\|b \\<c\\> & "d"\)/);
  });
});
