import assert from "node:assert/strict";
import { renderMarkdown } from "../../../commands/policy/render-markdown";
import { renderText } from "../../../commands/policy/render-text";
import { PASSED, REVIEW } from "./sample-review";

describe("a review as text", () => {
  const text = renderText(REVIEW, 160);

  it("has a row for each violation, the mandatory ones first, and how to fix them", () => {
    assert.match(text, /│ mandatory │ weights-add-up-to-100 +│ reviews-routes +│ VirtualService default\/reviews/);
    assert.ok(text.indexOf("mandatory │") < text.indexOf("advisory  │"));
    assert.match(
      text,
      /\nTo fix:\n.* {2}weights-add-up-to-100: give every destination a weight\.\n {4}why: docs\/policies\/weights-add-up-to-100\.md\n/s,
    );
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
