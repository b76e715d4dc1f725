import assert from "node:assert/strict";
import { compareTally } from "../../../../commands/traffic/evidence/compare-tally";
import { DEFAULT_MARGINS } from "../../../../commands/traffic/evidence/compare-versions";
import { type EvidenceReport, type RuleReport } from "../../../../commands/traffic/evidence/evidence-report";
import { judgeRule } from "../../../../commands/traffic/evidence/judge-evidence";
import { type LoggedRequest } from "../../../../commands/traffic/evidence/logged-request";
import { renderEvidence } from "../../../../commands/traffic/evidence/render-evidence";
import { Tally } from "../../../../commands/traffic/evidence/tally";
import { placedPlans } from "../../../../commands/traffic/placed-plan";
import { WALK_THROUGH } from "../plans";
import { served } from "./lines";

const plans = placedPlans({ namespace: "default", traffic: [WALK_THROUGH] });
const times = (count: number, request: LoggedRequest) => Array.from({ length: count }, () => request);

function rulesOf(requests: readonly LoggedRequest[], untold?: string): RuleReport[] {
  const tally = new Tally(plans);
  for (const request of requests) tally.add(request);
  return tally.rules().map((rule) => judgeRule({ ...rule, source: "traffic" }, 0.001, untold));
}

function rendered(rules: readonly RuleReport[], more: Partial<EvidenceReport> = {}): string {
  return renderEvidence({
    formatVersion: 1,
    stack: "sandbox",
    startedAt: "2026-11-26T12:00:00Z",
    seconds: 30,
    alpha: 0.001,
    confidence: 0.99,
    proxies: { read: 6, unread: [] },
    lines: { requests: 40, otherFormat: 0 },
    rules,
    notes: [],
    ...more,
  });
}

const lastLine = (text: string) => text.split("\n").at(-1);

describe("evidence for people", () => {
  it("shows each version's share and how it went, and what the flags mean that it shows", () => {
    const text = rendered(
      rulesOf([
        ...times(38, served("v2")),
        served("v2", { status: 503, flags: ["UH"] }),
        served("v2", { status: 500, attempts: 2 }),
        served("v2", { flags: ["FI"] }),
      ]),
    );
    assert.match(text, /^sandbox: 40 requests in the logs of 6 proxies, in 30 s$/m);
    assert.match(text, /│ reviews: default +│ v1 +│ +0 % │ +0\.0 % \(0\)/);
    assert.match(text, /│ v2 +│ +100 % │ 100\.0 % \(40\) │ .* │ +2 │ +1 │ +12 ms │ +12 ms │ +12 ms │/);
    assert.match(text, /^UH: no healthy pod$/m);
    assert.match(text, /^FI: aborted by the rule's fault$/m);
    assert.match(text, /^no requests: reviews, rule roundrobin-user$/m);
    assert.equal(lastLine(text), "OK: 1 rule split as configured, at alpha 0.001 (1 rule not judged).");
  });

  it("says what is off, and what can't be told", () => {
    const off = rendered(rulesOf([...times(9, served("v2")), served("v3")]));
    assert.match(off, /^reviews, rule default: v3 has weight 0 and got 1 of 10 requests$/m);
    assert.equal(lastLine(off), "NOT as configured: 1 of 1 rule, at alpha 0.001 (1 rule not judged).");
    const untold = rendered(rulesOf([served("v2")], "two routes have its name"));
    assert.match(untold, /^reviews, rule default: two routes have its name$/m);
    assert.equal(lastLine(untold), "Nothing could be read.");
  });

  it("says how a version compares, of rules that had requests", () => {
    const [first, second] = rulesOf(times(4, served("v2")));
    const comparisons = compareTally({}, { candidate: "v3", baseline: "v2" }, DEFAULT_MARGINS);
    assert.ok(first && second);
    const text = rendered([
      { ...first, comparisons },
      { ...second, comparisons },
    ]);
    assert.equal(text.match(/v3 can't be compared yet with v2: failed none of 0 against none of 0/g)?.length, 1);
  });

  it("ends with its notes and the verdict, also where there is nothing", () => {
    const text = rendered([], { notes: ["No pod in the cluster has an Istio proxy."] });
    assert.deepEqual(text.split("\n").slice(1), [
      "No pod in the cluster has an Istio proxy.",
      "Nothing could be read.",
    ]);
  });
});
