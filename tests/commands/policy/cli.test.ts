import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { execa } from "execa";
import { type EngineEvent } from "../../../commands/policy/engine-event";
import { packConfig } from "../../../commands/policy/pack-config";
import { loadCommand } from "../../../commands/policy/cli";
import { assertWritable } from "../../../commands/policy/report-file";
import { type Review } from "../../../commands/policy/review";
import { UserError } from "../../../commands/terminal/user-error";
import { CHECKED_POLICY } from "../../../policies/engine/report-text";
import { FakePulumi } from "./fake-pulumi";
import { runInProcess } from "../in-process";
import { LOADER } from "../../node-with-loader";
import { documented } from "../../output/documented";

const cli = resolve(__dirname, "../../../commands/policy/cli.ts");

const PASSED: EngineEvent[] = [
  { policyAnalyzeStackSummaryEvent: {} },
  { summaryEvent: { result: "succeeded", PolicyPacks: { "bookinfo-mesh": "0.1.0" } } },
];
const VIOLATION: EngineEvent = {
  policyEvent: {
    policyName: "weights-add-up-to-100",
    enforcementLevel: "mandatory",
    resourceUrn: "urn:pulumi:test::p::kubernetes:networking.istio.io/v1:VirtualService::reviews-routes",
    message: "What is demanded.\nthe weights add up to 110, not 100\n  to fix: write others.\n",
  },
};

describe("npm run policy", () => {
  const pulumi = new FakePulumi();
  const file = (name: string) => join(pulumi.folder, name);
  after(() => pulumi.remove());
  beforeEach(() => pulumi.answers({ events: PASSED }));

  const env = () => ({ PATH: `${pulumi.folder}:${process.env["PATH"]}` });

  /** As a user does, in a process of its own. */
  function start(...args: string[]) {
    return execa(process.execPath, [...LOADER, cli, ...args], { env: env(), reject: false });
  }

  async function run(...args: string[]) {
    return runInProcess((await loadCommand([])) ?? assert.fail("it has no command"), args, env());
  }

  it("ends with 0 when the stack passes, after a preview with the pack and the profile prod", async () => {
    const { exitCode, stdout } = await start("--stack", "test");
    assert.equal(exitCode, 0, stdout);
    assert.match(stdout, /\nPreview of test, profile prod: passed \(0 mandatory violations, /);
    const [command, ...options] = pulumi.arguments ?? [];
    assert.equal(command, "preview");
    assert.equal(options[options.indexOf("--stack") + 1], "test");
    for (const option of ["--json", "--policy-pack"]) assert.ok(options.includes(option), option);
    assert.deepEqual(pulumi.packConfig, packConfig({ profile: "prod", stack: "test", allowUnchecked: false }));
  });

  it("ends with 1 when a mandatory policy is violated, and writes every report that is asked for", async () => {
    pulumi.answers({ events: [VIOLATION, ...PASSED], exitCode: 255 });
    const reports = ["sarif", "junit", "markdown"];
    const options = reports.flatMap((kind) => [`--${kind}`, file(kind)]);
    const { exitCode, stdout } = await run("--stack", "test", "--json", ...options);
    assert.equal(exitCode, 1);
    const review = documented<Review>("policy", stdout);
    assert.deepEqual([review.verdict, review.violations.length], ["violated", 1]);
    for (const kind of reports) assert.match(readFileSync(file(kind), "utf8"), /add up to 110/, kind);
  });

  it("lets pass what a baseline knows, once it was written, and has the pack refuse nothing meanwhile", async () => {
    const advice = { policyEvent: { ...VIOLATION.policyEvent, enforcementLevel: "advisory" } } as EngineEvent;
    pulumi.answers({ events: [advice, ...PASSED] });
    const baseline = file("baseline.json");
    const written = await run("--stack", "test", "--write-baseline", baseline, "--until", "2999-12-31");
    assert.equal(written.exitCode, 0, written.stderr);
    assert.match(written.stdout, /has 1 findings, which pass until 2999-12-31/);
    const levels = Object.values(pulumi.packConfig as Record<string, { enforcementLevel: string }>);
    assert.ok(levels.every(({ enforcementLevel }) => enforcementLevel !== "mandatory"));
    assert.equal((await run("--stack", "test", "--baseline", baseline)).exitCode, 0);
    writeFileSync(baseline, JSON.stringify({ known: [] }));
    assert.equal((await run("--stack", "test", "--baseline", baseline)).exitCode, 1);
  });

  it("ends with 1 when something could not be checked, and tells the pack when that is allowed", async () => {
    const message = "d\nports could not check x";
    const unchecked: EngineEvent = {
      policyEvent: { policyName: CHECKED_POLICY, enforcementLevel: "mandatory", message },
    };
    pulumi.answers({ events: [unchecked, ...PASSED], exitCode: 255 });
    const { exitCode } = await run("--stack", "test", "--allow-unchecked");
    assert.equal(exitCode, 1);
    const { [CHECKED_POLICY]: config } = pulumi.packConfig as Record<string, unknown>;
    assert.deepEqual(config, { enforcementLevel: "advisory" }, "by which a Pulumi that is no stub passes it");
  });

  it("ends with 1 when a node group would be replaced, unless that is allowed by name", async () => {
    const type = "aws:eks/nodeGroup:NodeGroup";
    const urn = `urn:pulumi:test::p::${type}::nodes`;
    const metadata = { op: "replace", urn, type, old: { inputs: {} }, new: { inputs: {} }, keys: ["amiType"] };
    pulumi.answers({ events: [{ resourcePreEvent: { metadata } }, ...PASSED] });
    const refused = await run("--stack", "test");
    assert.equal(refused.exitCode, 1);
    assert.match(refused.stdout, /long-lived-resources-are-kept[^]*because of amiType[^]*--allow-replace nodes/);
    const allowed = await run("--stack", "test", "--allow-replace", "nodes", "others");
    assert.equal(allowed.exitCode, 0, allowed.stdout);
    assert.match(
      allowed.stdout,
      /Exceptions in use:\n {2}long-lived-resources-are-kept until .*--allow-replace \(nodes\)/,
    );
  });

  it("ends with 2, and says what Pulumi said, when it could not run", async () => {
    pulumi.answers({ stderr: "error: no stack named 'test' found", exitCode: 255 });
    const { exitCode, stdout } = await run("--stack", "test");
    assert.equal(exitCode, 2);
    assert.match(stdout, /\nPulumi:\n {2}error: no stack named 'test' found\n\nPreview of test, .*NOT REVIEWED/);
  });

  it("looks at the state when asked to, and ends with 2 when no pack did", async () => {
    const passed = await run("--stack", "test", "--state");
    assert.deepEqual(pulumi.arguments?.slice(0, 2), ["policy", "analyze"]);
    assert.match(passed.stdout, /^State of test, profile prod: passed/);
    assert.equal(passed.exitCode, 0);

    pulumi.answers({});
    assert.equal((await run("--stack", "test", "--state")).exitCode, 2);
  });

  it("takes a config file of any name in place of a profile", async () => {
    writeFileSync(file("strict.conf"), JSON.stringify({ all: "mandatory" }));
    const { exitCode, stdout } = await run("--stack", "test", "--config", file("strict.conf"));
    assert.equal(exitCode, 0, stdout);
    assert.deepEqual(pulumi.packConfig, { all: { enforcementLevel: "mandatory" } });
  });

  it("ends with 2 for a config that says what no policy has, before anything is run", async () => {
    writeFileSync(file("wrong.json"), JSON.stringify({ "weigths-add-up-to-100": "mandatory" }));
    const { exitCode, stderr } = await start("--stack", "test", "--config", file("wrong.json"));
    assert.equal(exitCode, 2);
    assert.match(stderr, /weigths-add-up-to-100 is not a policy of the pack; did you mean weights-add-up-to-100\?/);
    assert.doesNotMatch(stderr, /\n +at /);
    assert.equal(pulumi.arguments, undefined);
  });

  it("ends with 2 for a report that can't be written, before anything is run", async () => {
    const { exitCode, stderr } = await run("--stack", "test", "--sarif", file("nowhere/x"));
    assert.equal(exitCode, 2);
    assert.match(stderr, /^--sarif .*nowhere\/x can't be written: ENOENT.*\nName a file in a folder that is there/);
    assert.doesNotMatch(stderr, /\n +at /);
    assert.equal(pulumi.arguments, undefined);
  });

  it("tells the result even where its report then can't be written", async () => {
    pulumi.answers({ events: PASSED, meanwhile: "mkdir report" });
    const { exitCode, stdout, stderr } = await run("--stack", "test", "--junit", file("report"));
    assert.equal(exitCode, 2);
    assert.match(stdout, /Preview of test, profile prod: passed/);
    assert.match(stderr, /--junit .*report can't be written: EISDIR/);
    assert.doesNotMatch(stderr, /\n +at /);
  });
});

describe("a file for a report", () => {
  it("must be in a folder that is there, and no folder itself", () => {
    assert.doesNotThrow(() => assertWritable("--sarif", join(__dirname, "report.sarif")));
    assert.throws(() => assertWritable("--sarif", join(__dirname, "nowhere", "report.sarif")), UserError);
    assert.throws(
      () => assertWritable("--sarif", __dirname),
      /^Error: --sarif .*policy can't be written: it is a folder\.\n/,
    );
  });
});
