import assert from "node:assert/strict";
import { chmodSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import { packConfig } from "../../../commands/policy/pack-config";
import { renderMarkdown } from "../../../commands/policy/render-markdown";
import { CHECKED_POLICY } from "../../../policies/engine/report-text";
import { PULUMI_VERSION } from "../../../sandbox/toolchain/versions";
import { PASSED } from "./sample-review";

const root = join(__dirname, "../../..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, string | number | boolean>>;
}
interface Job {
  readonly if?: string;
  readonly "timeout-minutes"?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly env?: object;
  readonly strategy?: {
    readonly matrix: { readonly include: readonly { readonly stack: string; readonly profile: string }[] };
  };
  readonly steps: readonly Step[];
}
interface Workflow<Jobs extends string> {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<Jobs, Job>>;
}

const textOf = (path: string) => readFileSync(join(root, ".github", path), "utf8");
const preview = parse(textOf("workflows/preview.yml")) as Workflow<"program" | "review">;
const deployed = parse(textOf("workflows/deployed.yml")) as Workflow<"state">;
const versions = parse(textOf("workflows/versions.yml")) as Workflow<"defaults">;
const tools = parse(textOf("actions/tools/action.yml")) as { readonly runs: Job };
const { program, review } = preview.jobs;
const { state } = deployed.jobs;
const { defaults } = versions.jobs;
const release = parse(textOf("workflows/release.yml")) as Workflow<"release">;
const publish = release.jobs.release;
const jobs = [program, review, state, defaults, publish];

const stepThat = ({ steps }: Job, does: RegExp) => steps.find(({ run = "" }) => does.test(run));

describe("the workflows", () => {
  it("take every action at one commit, whose version stands beside it", () => {
    const used = globSync(join(root, ".github/**/*.yml")).flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(/^ *(?:- )?uses: (.*)$/gm)].map(([, action = ""]) => action),
    );
    assert.ok(used.length > 5);
    for (const action of used) assert.match(action, /^(\.\/\S+|[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+)$/);
  });

  it("take the versions of Node and Pulumi that the project has", () => {
    const given = [...program.steps, ...defaults.steps, ...publish.steps, ...tools.runs.steps].flatMap((step) =>
      Object.entries(step.with ?? {}),
    );
    const versionsOf = (input: string) => given.filter(([name]) => name === input).map(([, version]) => version);
    assert.deepEqual(versionsOf("node-version"), Array(4).fill(manifest.devDependencies["node"]));
    assert.deepEqual(versionsOf("pulumi-version"), [PULUMI_VERSION]);
  });

  it("may read the repository and nothing else, but for what a job says", () => {
    for (const { permissions } of [preview, deployed, versions, release])
      assert.deepEqual(permissions, { contents: "read" });
    assert.deepEqual(review.permissions, {
      contents: "read",
      "id-token": "write",
      "pull-requests": "write",
      "security-events": "write",
    });
    assert.deepEqual(state.permissions, { contents: "read", "id-token": "write" });
    assert.deepEqual(publish.permissions, { contents: "write" });
  });

  it("have no expression where a shell reads it", () => {
    for (const { run = "" } of jobs.flatMap(({ steps }) => steps)) assert.doesNotMatch(run, /\$\{\{/);
  });

  it("run npm scripts that there are", () => {
    const runs = jobs.flatMap(({ steps }) => steps.map(({ run = "" }) => run)).join("\n");
    const scripts = [...runs.matchAll(/npm run --silent (\S+)(?! -w)(?=\s|$)/g)].map(([, script = ""]) => script);
    assert.ok(scripts.length >= 4);
    for (const script of scripts) assert.ok(script in manifest.scripts, script);
  });

  it("do not run for ever", () => {
    for (const job of jobs) assert.ok((job["timeout-minutes"] ?? Infinity) <= 30);
  });

  for (const [name, job] of [
    ["pull requests", review],
    ["what is deployed", state],
  ] as const) {
    describe(`for ${name}`, () => {
      it("review stacks that there are, with a profile that refuses what is wrong or could not be checked", () => {
        const reviewed = job.strategy?.matrix.include ?? [];
        assert.ok(reviewed.length > 0);
        for (const { stack, profile } of reviewed) {
          assert.ok(existsSync(join(root, `Pulumi.${stack}.yaml`)), stack);
          const config = packConfig({ profile, stack, allowUnchecked: false });
          for (const policy of ["weights-add-up-to-100", "peer-authentication-is-strict", CHECKED_POLICY]) {
            assert.equal(config[policy]?.["enforcementLevel"], "mandatory", `${policy} of ${stack}`);
          }
        }
      });

      it("run the command that people run, with options that it has, and fail where it does", () => {
        const step = stepThat(job, /npm run --silent policy/);
        const options = [...(step?.run ?? "").matchAll(/ (--[a-z-]+)(?= [^-]|\s*$)/g)].map(([, option = ""]) => option);
        assert.ok(options.includes("--stack") && options.includes("--profile"));
        const cli = readFileSync(join(root, "commands/policy/cli.ts"), "utf8");
        for (const option of options.filter((one) => one !== "--silent"))
          assert.match(cli, new RegExp(`"${option}[ "]`));
        assert.doesNotMatch(step?.run ?? "", /--allow-unchecked|\|\|/);
        assert.ok(step && !("continue-on-error" in step) && !("continue-on-error" in job));
      });
    });
  }
});

describe("the workflow for pull requests", () => {
  it("runs for pull requests as their authors' own, never with the rights of the repository", () => {
    assert.deepEqual(Object.keys(preview.on), ["pull_request"]);
  });

  it("tests program and pack for everybody, without anything to steal", () => {
    assert.equal(program.if, undefined);
    assert.equal(program.permissions, undefined);
    assert.doesNotMatch(JSON.stringify(program), /secrets\.|vars\.|id-token/);
    assert.ok(stepThat(program, /test:policies/));
  });

  it("gives credentials to the repository's own pull requests alone", () => {
    assert.match(
      review.if ?? "",
      /head\.repo\.full_name == github\.repository && github\.actor != 'dependabot\[bot\]'$/,
    );
  });

  it("shows the result also when the review refuses", () => {
    const showing = review.steps.filter(({ run = "", uses = "" }) => /SUMMARY|gh api|upload/.test(run + uses));
    assert.equal(showing.length, 4);
    for (const step of showing) assert.match(step.if ?? "", /!cancelled\(\)/);
  });
});

describe("the workflow for what is deployed", () => {
  it("looks at the state every working day, whatever is proposed", () => {
    assert.deepEqual(Object.keys(deployed.on), ["schedule", "workflow_dispatch"]);
    assert.match(stepThat(state, /npm run --silent policy/)?.run ?? "", / --state /);
  });
});

describe("the workflow that makes a release", () => {
  let folder: string;
  before(() => void (folder = mkdtempSync(join(tmpdir(), "release-"))));
  after(() => rmSync(folder, { recursive: true }));

  /** The notes that the step writes for a version, or what it says against it. */
  async function notes(version: string, changelog: string): Promise<{ said: string; notes?: string }> {
    writeFileSync(join(folder, "CHANGELOG.md"), changelog);
    const { failed, stdout } = await execa("bash", ["-e", "-c", stepThat(publish, /notes\.md/)?.run ?? ""], {
      cwd: folder,
      env: { VERSION: version },
      reject: false,
    });
    return { said: stdout, ...(!failed && { notes: readFileSync(join(folder, "notes.md"), "utf8").trim() }) };
  }

  const changelog = "# Changes\n\n## Unreleased\n\n## 1.2.0\n\n### Config\n\n- A key.\n\n## 1.1.0\n\n- Another.\n";

  it("takes the notes of its version, and of no other", async () => {
    assert.equal((await notes("1.2.0", changelog)).notes, "### Config\n\n- A key.");
    assert.equal((await notes("1.1.0", changelog)).notes, "- Another.");
  });

  it("refuses a version that has no notes, or is none, before it tags anything", async () => {
    for (const version of ["1.2", "v1.2.0", "1x2y0"])
      assert.match((await notes(version, changelog)).said, /is no version/);
    assert.match((await notes("1.3.0", changelog)).said, /has nothing under a heading "## 1\.3\.0"/);
    assert.match((await notes("1.4.0", `${changelog}\n## 1.4.0\n\n`)).said, /has nothing/);
    const order = publish.steps.map(({ run = "" }) => run);
    assert.ok(order.findIndex((run) => /notes\.md/.test(run)) < order.findIndex((run) => /gh release/.test(run)));
  });
});

describe("the comment on a pull request", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "comment-"));
    const gh = join(folder, "gh");
    writeFileSync(gh, '#!/bin/sh\ncase "$*" in *--paginate*) cat comments;; *) echo "$*" >> calls;; esac\n');
    chmodSync(gh, 0o755);
    writeFileSync(join(folder, "review.md"), renderMarkdown({ ...PASSED, stack: "dev" }));
  });
  after(() => rmSync(folder, { recursive: true }));

  /** What the step does where these are the comments that the workflows' user has made, as `ID first line`. */
  async function callsWith(...comments: readonly (readonly [id: number, firstLine: string])[]): Promise<string> {
    writeFileSync(join(folder, "comments"), comments.map((comment) => `${comment.join("\t")}\n`).join(""));
    rmSync(join(folder, "calls"), { force: true });
    await execa("bash", ["-e", "-c", stepThat(review, /gh api/)?.run ?? ""], {
      cwd: folder,
      env: { PATH: `${folder}:${process.env["PATH"]}`, REPOSITORY: "acme/mesh", NUMBER: "7" },
    });
    return readFileSync(join(folder, "calls"), "utf8").trim();
  }

  const own = "<!-- policy review of dev -->";
  const written = "--field body=@review.md";

  it("is made where there is none of this stack's", async () => {
    const expected = `api --silent --method POST repos/acme/mesh/issues/7/comments ${written}`;
    assert.equal(await callsWith(), expected);
    assert.equal(await callsWith([1, "Coverage is 80 %"], [2, "<!-- policy review of prod -->"]), expected);
  });

  it("is written anew where there is, though others were made since", async () => {
    assert.equal(
      await callsWith([1, "Coverage is 80 %"], [2, own], [3, "<!-- policy review of prod -->"]),
      `api --silent --method PATCH repos/acme/mesh/issues/comments/2 ${written}`,
    );
  });
});
