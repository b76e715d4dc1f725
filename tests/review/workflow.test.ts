import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { PROFILES } from "../../policies/engine/policy";

const root = join(__dirname, "../..");

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
}
interface Job {
  readonly if?: string;
  readonly "timeout-minutes"?: number;
  readonly permissions: Readonly<Record<string, string>>;
  readonly strategy: {
    readonly matrix: { readonly include: readonly { readonly stack: string; readonly profile: string }[] };
  };
  readonly steps: readonly Step[];
}
const workflow = parse(readFileSync(join(root, ".github/workflows/preview.yml"), "utf8")) as {
  readonly on: object;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: { readonly review: Job };
};
const { review } = workflow.jobs;

describe("the workflow for pull requests", () => {
  it("runs for pull requests, without what a foreign one could misuse", () => {
    assert.deepEqual(Object.keys(workflow.on), ["pull_request"]);
    assert.deepEqual(workflow.permissions, { contents: "read" });
    assert.match(review.if ?? "", /head\.repo\.full_name == github\.repository/);
    for (const { run = "" } of review.steps) {
      assert.doesNotMatch(run, /\$\{\{/, "expressions belong into env, where no shell reads them");
    }
  });

  it("reviews stacks that there are, with profiles that there are", () => {
    for (const { stack, profile } of review.strategy.matrix.include) {
      assert.ok(existsSync(join(root, `Pulumi.${stack}.yaml`)), stack);
      assert.ok((PROFILES as readonly string[]).includes(profile), profile);
    }
  });

  it("runs the command that people run, with options that it has", () => {
    const run = review.steps.find(({ run = "" }) => run.includes("npm run"))?.run ?? "";
    const [, script = "", options = ""] = /npm run --silent (\S+) -- ([^]*)/.exec(run) ?? [];
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    assert.equal(scripts[script], "node bootstrap.mjs review/cli.ts");
    const cli = readFileSync(join(root, "review/cli.ts"), "utf8");
    for (const [option] of options.matchAll(/--[a-z]+/g)) assert.ok(cli.includes(`"${option} <`), option);
  });

  it("shows the result also when the review refuses", () => {
    const showing = review.steps.filter(({ run = "", uses = "" }) => /SUMMARY|gh pr comment|upload/.test(run + uses));
    assert.equal(showing.length, 4);
    for (const step of showing) assert.match(step.if ?? "", /!cancelled\(\)/);
  });

  it("does not run for ever", () => {
    assert.ok((review["timeout-minutes"] ?? Infinity) <= 30);
  });
});
