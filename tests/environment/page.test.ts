import assert from "node:assert/strict";
import { type Browser, type Page } from "playwright-core";
import { openBrowser } from "./chromium";
import { PAGE } from "./command";

/** The version of `reviews` that a page says it was served by. */
async function servedBy(page: Page): Promise<string> {
  const text = await page.textContent("body");
  const version = /reviews-(v[123])-/.exec(text ?? "")?.[1];
  assert.ok(version, `the page does not name the reviews' pod: ${text?.slice(0, 400)}`);
  return version;
}

describe("the product page in a browser", function () {
  let browser: Browser;
  before(async () => (browser = await openBrowser()));
  after(() => browser.close());

  it("shows a signed-out visitor black stars, from v2 alone", async () => {
    const page = await browser.newPage();
    for (let visit = 0; visit < 10; visit += 1) {
      await page.goto(PAGE);
      assert.equal(await servedBy(page), "v2");
    }
    const colours = await starColours(page);
    assert.ok(colours.length > 0, "no stars are shown");
    assert.deepEqual([...new Set(colours)], ["black"]);
    await page.close();
  });

  it("shows the signed-in user roundrobin all three versions", async () => {
    const page = await browser.newPage();
    await page.goto(PAGE);
    await signIn(page, "roundrobin");
    assert.match((await page.textContent("body")) ?? "", /roundrobin/);
    const stars = new Map<string, string>();
    for (let visit = 0; visit < 100 && stars.size < 3; visit += 1) {
      await page.goto(PAGE);
      stars.set(await servedBy(page), [...new Set(await starColours(page))].join() || "none");
    }
    assert.deepEqual(Object.fromEntries([...stars].sort()), { v1: "none", v2: "black", v3: "red" });
    await page.close();
  });

  it("forgets the user who signs out", async () => {
    const page = await browser.newPage();
    await page.goto(PAGE);
    await signIn(page, "roundrobin");
    await page.goto("http://127.0.0.1:30080/logout");
    await page.goto(PAGE);
    assert.equal(await servedBy(page), "v2");
    assert.doesNotMatch((await page.textContent("body")) ?? "", /roundrobin/);
    await page.close();
  });

  it("asks nothing of any other host", async () => {
    const page = await browser.newPage();
    const hosts = new Set<string>();
    page.on("request", (request) => hosts.add(new URL(request.url()).host));
    await page.goto(PAGE, { waitUntil: "networkidle" });
    assert.deepEqual([...hosts], ["127.0.0.1:30080"]);
    await page.close();
  });
});

async function signIn(page: Page, user: string): Promise<void> {
  const form = { username: user, passwd: "" };
  await page.context().request.post("http://127.0.0.1:30080/login", { form });
  await page.goto(PAGE);
}

/** The colour of each row of stars on the page, by the words that tell it to those who cannot see it. */
async function starColours(page: Page): Promise<string[]> {
  const labels = (await page.content()).matchAll(/aria-label="[^"]*\bstars?, (black|red)"/g);
  return [...labels].map(([, colour]) => colour ?? "");
}
