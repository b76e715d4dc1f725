import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { againstBaseline, readBaseline, writeBaseline } from "../../../commands/policy/baseline";
import { asAdvice, packConfig } from "../../../commands/policy/pack-config";
import { KEPT_POLICY } from "../../../commands/policy/pack";
import { renderMarkdown } from "../../../commands/policy/render-markdown";
import { renderText } from "../../../commands/policy/render-text";
import { type KnownFinding, type Review } from "../../../commands/policy/review";
import { UserError } from "../../../commands/terminal/user-error";
import { CHECKED_POLICY } from "../../../policies/engine/report-text";
import { FINDING, PASSED, REVIEW } from "./sample-review";

const TODAY = "2026-11-26";
const UNTIL = "2027-02-24";

describe("a baseline", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "baseline-"))));
  after(() => rmSync(folder, { recursive: true }));

  const file = () => join(folder, "baseline.json");
  const against = (review: Review, entries: readonly KnownFinding[], day = TODAY) =>
    againstBaseline(review, "baseline.json", entries, day);
  const written = (review: Review) => {
    writeBaseline(file(), review, UNTIL);
    return readBaseline(file());
  };

  it("of everything that is wrong lets all of it pass, in whatever stack, until its day and not longer", () => {
    const known = written(REVIEW);
    assert.equal(known.length, 3);
    assert.ok(!readFileSync(file(), "utf8").includes("urn:pulumi"), "the stack is in it");
    const later: Review = {
      ...REVIEW,
      violations: REVIEW.violations.map((one) => ({ ...one, urn: one.urn?.replace(":prod:", ":staging:") ?? "" })),
    };
    for (const review of [REVIEW, later]) {
      const { verdict, violations, unchecked, baseline } = against(review, known, UNTIL);
      assert.deepEqual([verdict, violations, unchecked, baseline?.unneeded], ["passed", [], [], []]);
      assert.equal(baseline?.known.length, 3);
    }
    const outlived = against(REVIEW, known, "2027-02-25");
    assert.equal(outlived.verdict, "violated");
    assert.match(outlived.violations[0]?.remedy ?? "", /\n {2}the baseline let it pass until 2027-02-24$/);
  });

  it("fails for what is new: another policy, another resource, or more of the same", () => {
    const known = written({ ...REVIEW, violations: [FINDING], unchecked: [] });
    const news = [{ policy: "hosts-are-known" }, { resource: "other" }, { message: "weights add up to 120, not 100" }];
    for (const part of news) {
      const review = { ...REVIEW, violations: [FINDING, { ...FINDING, ...part }], unchecked: [] };
      const { verdict, violations } = against(review, known);
      assert.deepEqual([verdict, violations], ["violated", [{ ...FINDING, ...part }]]);
    }
  });

  it("never lets a cluster be replaced, whatever it says", () => {
    const replaced = { ...FINDING, policy: KEPT_POLICY };
    const review = { ...REVIEW, violations: [replaced], unchecked: [] };
    assert.deepEqual(written(review), []);
    const entries = written({ ...review, violations: [FINDING] }).map((one) => ({ ...one, policy: KEPT_POLICY }));
    assert.equal(entries.length, 1);
    assert.deepEqual(against(review, entries).violations, [replaced]);
  });

  it("fails for nothing but advice that is new, and for a run that failed", () => {
    const advice: Review = { ...REVIEW, violations: [{ ...FINDING, level: "advisory" }], unchecked: [] };
    assert.equal(against(advice, []).verdict, "passed");
    assert.equal(against({ ...PASSED, errors: ["no such stack"] }, []).verdict, "failed");
  });

  it("is told what is let pass, and which of its entries nothing needs any more", () => {
    const known = written(REVIEW);
    const [first, ...others] = REVIEW.violations;
    assert.ok(first && others.length > 0);
    const review = against({ ...REVIEW, violations: others }, known);
    const text = renderText(review, 160);
    assert.match(text, /\nKnown by baseline\.json:\n {2}\S+ until 2027-02-24: /);
    assert.match(
      text,
      /\nNo longer needed in baseline\.json:\n {2}weights-add-up-to-100 kubernetes:\S+VirtualService\/reviews-routes: /,
    );
    assert.match(text, /2 known by the baseline/);
    assert.match(
      renderMarkdown(review),
      /\*\*Known by baseline\.json\*\*[^]*\*\*No longer needed in baseline\.json\*\*/,
    );
  });

  it("says what is wrong with its file", () => {
    const refused: readonly [content: string, says: RegExp][] = [
      ["{", /can't be read as JSON/],
      ["[]", /is not a baseline: the file: /],
      [
        JSON.stringify({ known: [{ policy: "a", resource: "b", message: "c", until: "2027-02-31" }] }),
        /known\.0\.until: is not a day/,
      ],
    ];
    for (const [content, says] of refused) {
      writeFileSync(file(), content);
      assert.throws(
        () => readBaseline(file()),
        (error) => error instanceof UserError && says.test(error.message),
      );
    }
    assert.throws(() => readBaseline(join(folder, "none")), /To write it: {2}npm run policy -- --write-baseline/);
  });
});

describe("a run that is held against a baseline", () => {
  it("fails for nothing by itself, so that the pack sees all, and is judged by the levels of its config", () => {
    const prod = packConfig({ profile: "prod", stack: "test", allowUnchecked: false });
    const { config, restored } = asAdvice(prod);
    assert.deepEqual(
      Object.values(config).filter(({ enforcementLevel }) => enforcementLevel === "mandatory"),
      [],
    );
    assert.equal(config["gateways-serve-https"]?.["enforcementLevel"], "advisory");
    const told = ["weights-add-up-to-100", "routes-are-resilient", CHECKED_POLICY].map((policyName) => ({
      policyEvent: { policyName, enforcementLevel: "advisory", message: "m" },
    }));
    assert.deepEqual(
      restored(told).map(({ policyEvent }) => policyEvent?.enforcementLevel),
      ["mandatory", "advisory", "mandatory"],
    );
  });
});
