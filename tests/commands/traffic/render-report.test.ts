import assert from "node:assert/strict";
import { renderReport } from "../../../commands/traffic/render-report";
import { type CheckReport, type MeasuredRule } from "../../../commands/traffic/report";

const MEASURED: MeasuredRule = {
  service: "reviews",
  rule: "roundrobin-user",
  match: "end-user = roundrobin",
  status: "ok",
  problems: [],
  askedAs: "signed in as roundrobin",
  path: "/api/v1/products/0/reviews",
  requests: 1000,
  answered: 1000,
  failed: { count: 0, reasons: [] },
  versions: [
    { version: "v1", weight: 10, count: 104, observed: 0.104, interval: [0.0815, 0.1317] },
    { version: "v2", weight: 90, count: 896, observed: 0.896, interval: [0.8683, 0.9185] },
  ],
  fit: { method: "chi-squared", pValue: 0.6733, statistic: 0.178, degreesOfFreedom: 1 },
};

function report(rules: CheckReport["rules"], ok: boolean): CheckReport {
  return {
    formatVersion: 1,
    url: "http://127.0.0.1:30080/productpage",
    startedAt: "2026-01-01T00:00:00.000Z",
    durationSeconds: 4.21,
    requests: 1000,
    concurrency: 16,
    alpha: 0.001,
    confidence: 0.99,
    ok,
    rules,
  };
}

describe("report of a check", () => {
  it("shows configured against observed, with interval and p-value", () => {
    const text = renderReport(report([MEASURED], true));
    const row = text.split("\n").find((line) => line.includes("v1")) ?? "";
    assert.deepEqual(
      row.split("│").map((cell) => cell.trim()),
      ["", "reviews: roundrobin-user", "v1", "10 %", "10.4 % (104)", "8.2 to 13.2 %", "0", "chi-squared", "ok", ""],
    );
    assert.match(text, /signed in as roundrobin/);
    assert.match(text, /p = 0\.673/);
  });

  it("ends with the verdict", () => {
    assert.match(renderReport(report([MEASURED], true)), /\nOK: 1 rule split as configured, at alpha 0\.001\.$/);
  });

  it("names every problem and every rule that was not measured", () => {
    const text = renderReport(
      report(
        [
          {
            ...MEASURED,
            status: "off",
            problems: ["the split is off (p < 1e-12)", "v3 has weight 0 and answered once"],
          },
          {
            service: "reviews",
            rule: "batch",
            match: "source app = batch",
            status: "not measured",
            reason: "no way in",
          },
        ],
        false,
      ),
    );
    assert.match(text, /^reviews, rule roundrobin-user: the split is off \(p < 1e-12\)$/m);
    assert.match(text, /^reviews, rule roundrobin-user: v3 has weight 0 and answered once$/m);
    assert.match(text, /^not measured: reviews, rule batch: no way in$/m);
    assert.match(text, /NOT as configured: 1 of 1 rule, at alpha 0\.001 \(1 rule not measured\)\.$/);
  });

  it("says what share of failures is planned", () => {
    const failed = { count: 251, reasons: [], planned: { share: 0.25, pValue: 0.9 } };
    assert.match(renderReport(report([{ ...MEASURED, failed }], true)), /251[^]*planned: 25\.0 %/);
  });

  it("does not call it ok when nothing was measured", () => {
    const text = renderReport(
      report([{ service: "productpage", rule: "default", match: "all", status: "not measured", reason: "no" }], false),
    );
    assert.match(text, /Nothing was measured\.$/);
  });
});
