import { createHash } from "node:crypto";
import { join } from "node:path";
import { build } from "esbuild";
import { type Recorded } from "../recording";
import { type PageData, pageData } from "./page-data";

/** A report as one file that asks nothing of any network. */
export async function reportPage(recorded: Recorded): Promise<string> {
  return page(pageData("report", recorded));
}

/** The page that goes on showing what it is sent from `/events` of its own server. */
export async function livePage(recorded: Recorded): Promise<string> {
  return page(pageData("live", recorded));
}

async function page(data: PageData): Promise<string> {
  const { script, style } = await assets();
  const policy = [
    "default-src 'none'",
    `script-src '${sourceHash(script)}'`,
    `style-src '${sourceHash(style)}'`,
    // An empty icon, so that a browser asks no server for one.
    "img-src data:",
    ...(data.kind === "live" ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return [
    "<!doctype html>",
    '<html lang="en">',
    "<head>",
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<link rel="icon" href="data:,">',
    `<title>Traffic of ${escaped(data.recorded.stack)}</title>`,
    `<style>${style}</style>`,
    "</head>",
    "<body>",
    "<noscript>This page draws its charts with JavaScript, which is turned off.</noscript>",
    `<script type="application/json" id="data">${scriptSafe(data)}</script>`,
    `<script>${script}</script>`,
    "</body>",
    "</html>",
    "",
  ].join("\n");
}

interface Assets {
  readonly script: string;
  readonly style: string;
}

let made: Promise<Assets> | undefined;

/** The page's script and style sheet, each in one piece with all that it uses; made once. */
function assets(): Promise<Assets> {
  return (made ??= bundle());
}

async function bundle(): Promise<Assets> {
  const folder = join(__dirname, "client");
  const { outputFiles } = await build({
    entryPoints: [join(folder, "main.ts"), join(folder, "page.css")],
    outdir: folder,
    write: false,
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2023", "chrome120", "firefox120", "safari17"],
    logLevel: "silent",
  });
  const text = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
  return { script: text(".js"), style: text(".css") };
}

function sourceHash(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

/** JSON within a script element: nothing in it ends the element. */
function scriptSafe(data: PageData): string {
  return JSON.stringify(data).replaceAll("<", "\\u003c");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
