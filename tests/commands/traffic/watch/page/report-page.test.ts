import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Recording } from "../../../../../commands/traffic/watch/recording";
import { livePage, reportPage } from "../../../../../commands/traffic/watch/page/report-page";
import { type PageData } from "../../../../../commands/traffic/watch/page/page-data";
import { recordedShift, shiftAt, snapshotOf } from "../samples";

/** What a page's elements of a kind have in them. */
function contents(html: string, tag: string): string[] {
  return [...html.matchAll(new RegExp(`<${tag}[^>]*>(.*?)</${tag}>`, "gs"))].map(([, text = ""]) => text);
}

describe("a report as a file", () => {
  it("is one file of at most 1.5 MB, whose policy names its own script and style and nothing else", async () => {
    const recording = new Recording();
    for (let second = 0; second < 4_000; second++) recording.add(shiftAt(second % 180));
    const html = await reportPage(recording.recorded ?? assert.fail());
    assert.ok(html.length < 1_500_000, String(html.length));
    const [, script = ""] = contents(html, "script");
    const [style = ""] = contents(html, "style");
    const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    assert.ok(policy.startsWith("default-src 'none'; "));
    assert.ok(policy.includes(`script-src ${hash(script)};`) && policy.includes(`style-src ${hash(style)};`), policy);
    assert.ok(!policy.includes("connect-src"));
    assert.doesNotMatch(html, /(src|href)="(?!data:)/);
  });

  it("takes nothing that others have named for a part of itself", async () => {
    const evil = `</script><script>alert(1)</script><!--"&`;
    const recording = new Recording();
    recording.add(snapshotOf([], { stack: evil, notes: [evil] }));
    const html = await reportPage(recording.recorded ?? assert.fail());
    assert.equal(contents(html, "script").length, 2);
    const [data = ""] = contents(html, "script");
    assert.equal((JSON.parse(data) as PageData).recorded.stack, evil);
    assert.equal(
      contents(html, "title")[0],
      "Traffic of &lt;/script>&lt;script>alert(1)&lt;/script>&lt;!--&quot;&amp;",
    );
  });

  it("asks its own server alone where it is live", async () => {
    assert.match(await livePage(recordedShift()), /connect-src 'self';/);
  });
});
