import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import { type AxeResults } from "axe-core";
import { type Browser, type Page } from "playwright-core";
import { snapshotSchema, type Snapshot } from "../../commands/traffic/watch/snapshot";
import { openBrowser } from "./chromium";
import { npmRun, type Outcome, repo } from "./command";

const AXE = createRequire(__filename).resolve("axe-core/axe.min.js");

const WIDTHS = [360, 1280] as const;
const SCHEMES = ["light", "dark"] as const;

describe("watching", function () {
  let browser: Browser;
  let folder: string;
  let report: string;
  let snapshots: Snapshot[];
  let lines: Outcome;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "watch-"));
    report = join(folder, "report.html");
    const [, seen, plain] = await Promise.all([
      openBrowser().then((opened) => (browser = opened)),
      npmRun(
        "traffic",
        "watch",
        "reviews",
        "--probe",
        "10/s",
        "--for",
        "14s",
        "--window",
        "10s",
        "--json",
        "--report",
        report,
      ),
      npmRun("traffic", "watch", "reviews", "--rule", "default", "--for", "2s"),
    ]);
    lines = plain;
    assert.equal(seen.exitCode, 0, seen.stderr);
    snapshots = seen.stdout
      .trim()
      .split("\n")
      .map((line) => snapshotSchema.parse(JSON.parse(line)));
  });

  after(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  it("tells a line of JSON a second: proxies, pods, and what the probes of each rule came to", () => {
    assert.ok(snapshots.length >= 12 && snapshots.length <= 15, String(snapshots.length));
    const last = snapshots.at(-1) ?? assert.fail();
    for (const { rule, requestsPerSecond, versions, proxies } of last.rules) {
      assert.ok(requestsPerSecond > 2, `${rule}: ${requestsPerSecond} requests a second`);
      assert.ok(proxies.synced >= 6 && proxies.synced === proxies.callers, JSON.stringify(proxies));
      for (const { version, target, observed, pods } of versions) {
        assert.deepEqual([pods?.ready, pods?.wanted], [1, 1], version);
        assert.ok(observed, `${rule}, ${version}: nothing was seen`);
        if (target === 0) assert.equal(observed.requests, 0);
      }
    }
  });

  it("is a line for each rule where there is no terminal", () => {
    assert.equal(lines.exitCode, 0, lines.stderr);
    assert.match(lines.stdout, /^\d\d:\d\d:\d\d reviews\/default {2}\S+\/s {2}proxies 6\/6/m);
    assert.ok(!lines.stdout.includes("\u001b"));
  });

  it("writes a report of at most 1.5 MB that asks nothing of any network", async () => {
    assert.ok((await stat(report)).size < 1_500_000);
    const page = await browser.newPage();
    const asked: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    await open(page, pathToFileURL(report).href);
    assert.deepEqual(
      asked.filter((url) => !/^(file|data):/.test(url)),
      [],
    );
    await page.close();
  });

  for (const width of WIDTHS) {
    for (const colorScheme of SCHEMES) {
      it(`has a report that is accessible and fits ${width} px, ${colorScheme}`, async () => {
        const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
        const troubles = troublesOf(page);
        await open(page, pathToFileURL(report).href);
        await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
        await until(page, "document.querySelectorAll('details table tbody tr').length > 10");
        assert.equal(await page.evaluate("document.documentElement.scrollWidth"), width);
        assert.deepEqual(await violations(page), []);
        assert.deepEqual(troubles, []);
        await page.close();
      });
    }
  }

  it("is led from moment to moment by keys, and says what was then", async () => {
    const page = await browser.newPage();
    await open(page, pathToFileURL(report).href);
    const chart = page.locator(".plot").first();
    const said = page.locator(".said").first();
    await chart.focus();
    await page.keyboard.press("Home");
    const first = await said.textContent();
    await page.keyboard.press("ArrowRight");
    const second = await said.textContent();
    assert.match(first ?? "", /^\d\d:\d\d:\d\d .*v1 target 10 %/);
    assert.notEqual(first?.slice(0, 8), second?.slice(0, 8));
    await page.close();
  });

  it("is live as a page, and says so once the command has ended", async () => {
    // npm and its shell would keep the signal to themselves.
    const command = execa(process.execPath, ["bootstrap.mjs", "commands/traffic/cli.ts", "watch", "--web", "--json"], {
      cwd: repo,
      reject: false,
      stdin: "ignore",
      buffer: false,
    });
    try {
      const url = await addressIn(command.stderr);
      const page = await browser.newPage();
      const troubles = troublesOf(page);
      await open(page, url);
      const about = page.locator(".about");
      const then = await about.textContent();
      await until(page, `document.querySelector(".about").textContent !== ${JSON.stringify(then)}`);
      assert.deepEqual(await violations(page), []);
      assert.deepEqual(troubles, []);
      command.kill("SIGTERM");
      await until(page, `document.querySelector(".trouble").textContent.startsWith("The command has ended")`);
      assert.equal((await command).exitCode, 0);
      await page.close();
    } finally {
      command.kill("SIGTERM");
    }
  });
});

/** Opens a page; the live one once something was seen. */
async function open(page: Page, url: string): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    const answer = await page.goto(url);
    if ((answer?.status() ?? 200) !== 503) break;
    await page.waitForTimeout(250);
  }
  await page.waitForSelector("figure canvas");
}

/** Waits until something holds in a page, whose own policy keeps from waiting there. */
async function until(page: Page, expression: string): Promise<void> {
  for (let turn = 0; turn < 100; turn++) {
    if (await page.evaluate(expression)) return;
    await page.waitForTimeout(100);
  }
  assert.fail(`this does not come to hold in the page: ${expression}`);
}

/** What a page complains of, such as that its policy forbids what it does. */
function troublesOf(page: Page): string[] {
  const troubles: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) troubles.push(message.text());
  });
  page.on("pageerror", ({ message }) => troubles.push(message));
  return troubles;
}

async function violations(page: Page): Promise<string[]> {
  // What a page may load is nothing: axe comes by the debugger, not by the page.
  const session = await page.context().newCDPSession(page);
  const source = await readFile(AXE, "utf8");
  await session.send("Runtime.evaluate", { expression: source });
  const found = await page.evaluate<AxeResults>("axe.run()");
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

async function addressIn(stream: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const part of stream) {
    text += String(part);
    const [address] = /http:\/\/127\.0\.0\.1:\d+\//.exec(text) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error(`the command names no page: ${text}`);
}
