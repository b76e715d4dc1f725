import assert from "node:assert/strict";

import fc from "fast-check";

import { escapeHtml, Html, html } from "../../../sandbox/bookinfo/productpage/html";

/** What a browser reads from text made of decimal character references and plain characters. */
function decode(text: string): string {
  return text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

const hostileText = fc.string({
  unit: fc.oneof(
    fc.constantFrom("<", ">", "&", '"', "'", "`", "=", "/", "\n", ";", "#"),
    fc.string({ unit: "grapheme" }),
  ),
});

describe("html", () => {
  it("leaves no character that could end a text or an attribute, whatever the text", () => {
    fc.assert(fc.property(hostileText, (text) => !/[<>"'`]|&(?!#\d+;)/.test(escapeHtml(text))));
  });

  it("lets the reader see exactly the text that was given", () => {
    fc.assert(fc.property(hostileText, (text) => decode(escapeHtml(text)) === text));
  });

  it("escapes each value of a template once, in its place", () => {
    fc.assert(
      fc.property(hostileText, hostileText, (name, text) => {
        const page = html`<p title="${name}">${html`<b>${text}</b>`}</p>`;
        assert.equal(page.text, `<p title="${escapeHtml(name)}"><b>${escapeHtml(text)}</b></p>`);
      }),
    );
  });

  it("puts lists one after the other, numbers as they are, and nothing for undefined", () => {
    const items = [1, 2].map((item) => html`(${item})`);
    assert.equal(html`[${items}${undefined}]`.text, "[(1)(2)]");
    assert.equal(html`${0}${""}${new Html("<br>")}`.text, "0<br>");
  });
});
