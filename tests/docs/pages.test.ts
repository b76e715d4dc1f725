import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { version as sdkVersion } from "@pulumi/kubernetes/package.json";
import { MIN_GO } from "../../sandbox/toolchain/versions";

const root = resolve(__dirname, "../..");

interface Page {
  /** From the project's folder. */
  readonly path: string;
  readonly text: string;
  /** Without what is code: there, brackets and hashes mean something else. */
  readonly prose: string;
  /** What people are to type or to look up: blocks, and spans within the prose. */
  readonly code: string;
}

const BLOCK = /^```[^]*?^```$|^ {4,}.*$/gm;
const SPAN = /`[^`\n]*`/g;

function readPage(path: string): Page {
  const text = readFileSync(join(root, path), "utf8");
  const withoutBlocks = text.replaceAll(BLOCK, "");
  const prose = withoutBlocks.replaceAll(SPAN, (span) => span.replaceAll(/[[\]()]/g, ""));
  return { path, text, prose, code: [...(text.match(BLOCK) ?? []), ...(withoutBlocks.match(SPAN) ?? [])].join("\n") };
}

const inDocs = readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".md"))
  .map((file) => join("docs", file));
const pages = ["README.md", "CONTRIBUTING.md", "AGENTS.md", "SECURITY.md", "policies/README.md", ...inDocs].map(
  readPage,
);

/** What a page links to within the repository. Pictures are links too. */
function linksOf({ prose }: Page): { file: string; anchor: string }[] {
  return [...prose.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].map(([, file = "", anchor = ""]) => ({
    file,
    anchor,
  }));
}

/** The anchors that GitHub gives to a page's headings. */
function anchorsOf({ prose }: Page): string[] {
  return [...prose.matchAll(/^#{1,6} (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .replaceAll(/\]\([^)]*\)|[`[]/g, "")
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function scriptsOf(folder: string): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as { scripts: object };
  return Object.keys(scripts);
}

describe("the pages that people read", () => {
  for (const page of pages) {
    describe(page.path, () => {
      it("links to files and headings that exist", () => {
        for (const { file, anchor } of linksOf(page)) {
          const target = file === "" ? page.path : relative(root, resolve(root, dirname(page.path), file));
          assert.ok(existsSync(join(root, target)), `${page.path} links to ${file}, which does not exist`);
          if (anchor === "") continue;
          assert.ok(anchorsOf(readPage(target)).includes(anchor), `${page.path} links to ${target}#${anchor}`);
        }
      });

      it("names only npm scripts that exist", () => {
        const named = page.code.matchAll(/\bnpm (?:run )?(?:--silent )?([a-z][a-z:-]*)(?:[^`\n]*? -w ([a-z]+))?/g);
        const npmOwn = ["ci", "install", "pkg"];
        for (const [, script = "", workspace = "."] of named) {
          const known = [...scriptsOf(workspace), ...npmOwn];
          assert.ok(known.includes(script), `${page.path} names npm run ${script}`);
        }
      });

      it("names only files of the project that exist", () => {
        const named = page.code.matchAll(
          /(?<![\w./-])((?:commands|components|config|docs|mesh|policies|sandbox|start|tests)\/[\w./-]*[\w/])(?![\w*/{$])/g,
        );
        // Placeholders are in capitals.
        const files = [...named].map(([, file = ""]) => file).filter((file) => !/[A-Z]{4}/.test(file));
        for (const file of files) assert.ok(existsSync(join(root, file)), `${page.path} names ${file}`);
      });
    });
  }
});

describe("README.md", () => {
  const { text, path } = readPage("README.md");

  it("is read at once", () => assert.ok(text.trimEnd().split("\n").length <= 120, `${path} is too long`));

  it("names the two commands in one block", () => assert.match(text, /^```sh\nnpm start .*\nnpm test .*\n```$/m));
});

describe("docs/README.md", () => {
  it("lists every page", () => {
    const listed = linksOf(readPage("docs/README.md")).map(({ file }) => join("docs", file));
    const folders = listed.filter((file) => statSync(join(root, file)).isDirectory());
    const missing = inDocs.filter((file) => !listed.includes(file) && !folders.includes(dirname(file)));
    assert.deepEqual(missing, ["docs/README.md"]);
  });
});

describe("what the pages say of versions", () => {
  it("is the Go that the sandbox asks for", () => {
    for (const path of ["README.md", "docs/sandbox.md"])
      assert.ok(readPage(path).text.includes(`Go ${MIN_GO.join(".")}`), path);
  });

  it("is the provider that the SDK asks for", () => {
    const versions = [...readPage("docs/sandbox.md").text.matchAll(/\b4\.\d+\.\d+\b/g)].map(([version]) => version);
    assert.deepEqual([...new Set(versions)], [sdkVersion]);
  });
});
